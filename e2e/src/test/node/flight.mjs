// Keeps a number of calls in flight to several endpoints, through whatever happens to Berth meanwhile, and counts: what was written to
// a connection (sent), what came back whole (received), what did not (lost). Told by lines on stdin, each answered by one of JSON:
//   go      calls from now on
//   count   the sums until now, and how many are in flight
//   drain   no more calls; answers when none is in flight
// BERTH_ENDPOINTS: {"ethereum": url, "litecoin": url}; BERTH_FLIGHT: how many at once to each, {"ethereum": 48, "litecoin": 16}.
// BERTH_PAUSE_MILLIS: how long each waits between an answer and its next call.
import http from "node:http";
import readline from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

const endpoints = JSON.parse(process.env.BERTH_ENDPOINTS);
const flight = JSON.parse(process.env.BERTH_FLIGHT);
const pauseMillis = Number(process.env.BERTH_PAUSE_MILLIS ?? 0);
const one = "0x0000000000000000000000000000000000000001";
const call = (method, params) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
const calls = {
  ethereum: [
    call("eth_blockNumber", []),
    call("eth_getBalance", [one, "latest"]),
    call("eth_chainId", []),
    call("eth_getBlockByNumber", ["latest", false]),
  ],
  litecoin: [call("getblockcount", []), call("getblockchaininfo", []), call("getbestblockhash", [])],
};
const hourMillis = 3_600_000;

const sums = { sent: 0, received: 0, good: 0, lost: 0, refusedConnections: 0, longestSilenceMillis: 0 };
let heard = 0; // when an answer came last
// By hour: calls that were written and answered within it (certain), and calls that may have been counted in it (possible).
const hours = {};
// When calls were lost: [first, last, how many], a new entry after a second without one.
const losses = [];
const errors = {}; // answers that are no result, by their beginning: how many
let inFlight = 0;
let flying = false;

const hour = (millis) => {
  const name = new Date(millis - (millis % hourMillis)).toISOString();
  return (hours[name] ??= { certain: 0, possible: 0 });
};

function ended(sentAt, whole) {
  inFlight -= 1;
  const now = Date.now();
  const first = Math.floor(sentAt / hourMillis);
  const last = Math.floor(now / hourMillis);
  for (let h = first; h <= last; h += 1) hour(h * hourMillis).possible += 1;
  if (whole) {
    sums.received += 1;
    if (heard > 0) sums.longestSilenceMillis = Math.max(sums.longestSilenceMillis, now - heard);
    heard = now;
    if (first === last) hour(now).certain += 1;
    return;
  }
  sums.lost += 1;
  const latest = losses.at(-1);
  if (latest !== undefined && now - latest.last < 1_000) {
    latest.last = now;
    latest.calls += 1;
  } else losses.push({ first: now, last: now, calls: 1 });
}

function post(name, agent, body) {
  return new Promise((resolve) => {
    let sentAt = 0;
    let over = false;
    const failed = () => {
      if (over) return;
      over = true;
      if (sentAt === 0) sums.refusedConnections += 1;
      else ended(sentAt, false);
      resolve(false);
    };
    const written = () => {
      sentAt = Date.now();
      sums.sent += 1;
      inFlight += 1;
    };
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(endpoints[name], { method: "POST", agent, timeout: 120_000, headers }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", failed);
      response.on("end", () => {
        if (over || !response.complete) return failed();
        over = true;
        const text = Buffer.concat(parts).toString();
        let answer;
        try {
          answer = JSON.parse(text);
        } catch {
          answer = {};
        }
        if (answer.result !== undefined && answer.result !== null) sums.good += 1;
        else {
          const what = `${name} ${response.statusCode} ${text.slice(0, 160)}`;
          errors[what] = (errors[what] ?? 0) + 1;
        }
        ended(sentAt, true);
        resolve(true);
      });
    });
    request.on("socket", (socket) => (socket.connecting ? socket.once("connect", written) : written()));
    request.on("timeout", () => request.destroy(new Error("no answer in 120 s")));
    request.on("error", failed);
    request.end(body);
  });
}

async function caller(name, number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = number; flying; i += 1) {
    const whole = await post(name, agent, calls[name][i % calls[name].length]);
    if (!whole) await pause(50);
    else if (pauseMillis > 0) await pause(pauseMillis);
  }
  agent.destroy();
}

const said = () => JSON.stringify({ ...sums, inFlight, hours, losses, errors });
let callers = [];
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line === "go") {
    heard = 0;
    flying = true;
    callers = Object.entries(flight).flatMap(([name, number]) => Array.from({ length: number }, (_, i) => caller(name, i)));
  }
  if (line === "drain") {
    flying = false;
    await Promise.all(callers);
  }
  console.log(said());
}
flying = false;
