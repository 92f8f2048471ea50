// Makes repeatable calls at a steady pace, whether earlier ones were answered or not, until its stdin ends; then waits for the last
// answers and prints, as JSON, how many were answered, at what pace, how long the slowest took and, for the first few, what was wrong:
// no answer, an error, or an older head than an earlier call was told.
// BERTH_URL: an endpoint; BERTH_PACE: calls a second.
import http from "node:http";

const { BERTH_URL: url, BERTH_PACE: pace } = process.env;
const agent = new http.Agent({ keepAlive: true, maxSockets: 2_000 });
const one = "0x0000000000000000000000000000000000000001";
const calls = [
  ["eth_blockNumber", []],
  ["eth_getBalance", [one, "latest"]],
  ["eth_chainId", []],
  ["eth_getBlockByNumber", ["latest", false]],
].map(([method, params]) => ({ method, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) }));
const headIn = { eth_blockNumber: Number, eth_getBlockByNumber: (block) => Number(block.number) };

let sent = 0;
let answered = 0;
let slowest = 0;
const wrong = [];
const pending = new Set();

let newest = 0; // head that any call was told of: no later call may be told of an older one

function send({ method, body }) {
  const began = performance.now();
  const known = newest;
  const call = new Promise((resolve) => {
    const failed = (why) => resolve(wrong.push(why) > 20 && wrong.pop());
    const request = http.request(
      url,
      { method: "POST", agent, headers: { "content-type": "application/json", "content-length": body.length } },
      (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", (error) => failed(error.message));
        response.on("end", () => {
          const text = Buffer.concat(parts).toString();
          slowest = Math.max(slowest, performance.now() - began);
          const { result } = JSON.parse(text);
          if (response.statusCode !== 200 || result === undefined) return failed(`${response.statusCode} ${text}`);
          const head = headIn[method]?.(result) ?? newest;
          if (head < known) return failed(`${method}: ${head} after ${known}`);
          newest = Math.max(newest, head);
          answered += 1;
          resolve();
        });
      },
    );
    request.on("error", (error) => failed(error.message));
    request.end(body);
  });
  pending.add(call);
  call.finally(() => pending.delete(call));
}

const began = performance.now();
const timer = setInterval(() => {
  const due = Math.floor(((performance.now() - began) / 1000) * Number(pace));
  for (; sent < due; sent += 1) send(calls[sent % calls.length]);
}, 5);

for await (const _ of process.stdin);
clearInterval(timer);
const seconds = (performance.now() - began) / 1000;
await Promise.all(pending);
agent.destroy();
console.log(
  JSON.stringify({ sent, answered, perSecond: Math.round(sent / seconds), slowestMillis: Math.round(slowest), wrong }),
);
