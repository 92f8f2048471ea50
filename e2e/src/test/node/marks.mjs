// A mark names one call: who made it, what it called, a number, and what is to go wrong with it. It is the call's id and stands
// among its parameters too, so that the answer shows it to the caller and the request shows it to whoever reads the wire.
//   berth:metered:eth_chainId#17        an ordinary call
//   berth:metered:eth_chainId#18!cut    every answer is cut off; !cut-1-4: the first and the fourth; !silence: none comes through
//   berth:metered:eth_chainId#19!note   a notification, !left: its caller leaves: nobody receives an answer

const MARK = /berth:[\w-]+:\w+#\d+(![a-z0-9-]+)?/;

export const markOf = (endpoint, method, serial, tag) => `berth:${endpoint}:${method}#${serial}${tag ? `!${tag}` : ""}`;

// The same as text that passes where hexadecimal digits are wanted.
export const inHex = (mark) => Buffer.from(mark).toString("hex");

export function markIn(params) {
  for (const param of [params ?? []].flat()) {
    if (typeof param !== "string") continue;
    const found = MARK.exec(param) ?? MARK.exec(Buffer.from(param.replace(/^0x/, ""), "hex").toString("latin1"));
    if (found) return found[0];
  }
  return null;
}

export const isMark = (id) => typeof id === "string" && MARK.test(id);
export const endpointOf = (mark) => mark.split(":")[1];
export const methodOf = (mark) => mark.split(":")[2].split("#")[0];
export const tagOf = (mark) => mark?.split("!")[1] ?? "";

// What becomes of the answer to the nth request with this mark: "cut", "silence", or null.
export function faultOf(mark, nth) {
  const [kind, ...which] = tagOf(mark).split("-");
  const hit = which.length === 0 || which.includes(String(nth));
  return hit && ["cut", "silence"].includes(kind) ? kind : null;
}
