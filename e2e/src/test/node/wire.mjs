// Stands on the wire before nodes, and counts the JSON-RPC requests that really pass to them and the answers that really
// come back. It needs nothing of Berth: connections to a node's port are redirected here by the kernel (iptables, so root is
// needed), byte for byte passed on from another loopback address, and read along.
//
// Every call that a test makes carries a mark in its parameters (marks.mjs), which goes to the node as it is. So a request
// with a mark is a tenant's call, told from what Berth asks of its own (heads, identity) without believing Berth about it;
// the same mark again is a repeated attempt. A mark may also ask for a fault: its answer is then cut or swallowed here.
//
// BERTH_NODES (JSON): [port, ...]; BERTH_WIRE: where a line of JSON for each request is written when stdin ends:
// {"node", "method", "params", "mark", "said"}, where said is the node's result or error as it passed, null when none did.
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import net from "node:net";
import { Messages } from "./framing.mjs";
import { faultOf, markIn } from "./marks.mjs";

const LOOPBACK = "127.0.0.1";
const FROM = "127.0.0.2"; // whoever connects from here is not redirected
const ports = JSON.parse(process.env.BERTH_NODES);
const passed = [];
const times = new Map(); // mark -> how many requests had it so far

const rules = [];
const redirect = (rule, verb) => execFileSync("iptables", ["-w", "-t", "nat", verb, "OUTPUT", ...rule]);
const restore = () => rules.splice(0).forEach((rule) => redirect(rule, "-D"));
process.on("exit", restore);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => process.exit(1));

function relay(node, caller) {
  const onward = net.connect({ host: LOOPBACK, port: node, localAddress: FROM });
  const asked = []; // requests whose answers have not come yet
  const requests = new Messages("request");
  const answers = new Messages("answer");
  caller.setNoDelay(true);
  onward.setNoDelay(true);

  caller.on("data", (chunk) => {
    onward.write(chunk);
    for (const { body } of requests.read(chunk)) {
      const items = (body ? [JSON.parse(body)].flat() : []).map(({ method, params }) => ({ node, method, params, mark: markIn(params), said: null }));
      passed.push(...items);
      items.forEach(({ mark }) => times.set(mark, (times.get(mark) ?? 0) + 1));
      const [{ mark } = { mark: null }] = items;
      asked.push({ items, fault: faultOf(mark, times.get(mark)) });
    }
  });
  // An answer is passed on once it is whole, as another one may follow it in the same bytes.
  onward.on("data", (chunk) => {
    for (const { body, bytes } of answers.read(chunk)) {
      const { items, fault } = asked[0];
      if (fault === "silence") return;
      if (fault === "cut") {
        caller.end(bytes.subarray(0, bytes.length - 1));
        onward.destroy();
        return;
      }
      asked.shift();
      caller.write(bytes);
      const said = saidIn(body);
      items.forEach((item, i) => (item.said = JSON.stringify(said[i]?.error ?? said[i]?.result ?? null)));
    }
  });
  for (const [one, other] of [[caller, onward], [onward, caller]]) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}

/** What a node says in its answer; nothing, when it is too busy for JSON: litecoind's "Work queue depth exceeded" is text. */
function saidIn(body) {
  try {
    return body ? [JSON.parse(body)].flat() : [];
  } catch {
    return [];
  }
}

const servers = [];
for (const port of ports) {
  const server = net.createServer((caller) => relay(port, caller));
  await new Promise((resolve) => server.listen(0, LOOPBACK, resolve));
  servers.push(server);
  const rule = ["-p", "tcp", "-d", LOOPBACK, "--dport", `${port}`, "!", "-s", FROM, "-j", "REDIRECT", "--to-ports", `${server.address().port}`];
  redirect(rule, "-I");
  rules.push(rule);
  // What is open already is not redirected: it ends here, or, where the kernel cannot do that, goes on unseen while it is used.
  spawnSync("ss", ["-K", "dst", LOOPBACK, "dport", "=", `${port}`]);
}
console.log("between");

for await (const _ of process.stdin);
restore();
writeFileSync(process.env.BERTH_WIRE, passed.map((request) => JSON.stringify(request) + "\n").join(""));
process.exit(0);
