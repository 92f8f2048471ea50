// Makes calls at the endpoints that BERTH_ENDPOINTS (JSON) gives, half of them in batches, some bad, and keeps what came back,
// to the letter: one line of JSON for each answer in the file that BERTH_RECEIVED names. The id of a call says its method, so
// that an answer can be told without knowing the question.
// BERTH_ENDPOINTS: {"metered": url, "narrow": url, "litecoin": url}; BERTH_CALLS: how many items in all; BERTH_CLIENTS.
import { appendFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { BATCH_LIMIT } from "./skus.mjs";

const endpoints = JSON.parse(process.env.BERTH_ENDPOINTS);
const total = Number(process.env.BERTH_CALLS);
const clients = Number(process.env.BERTH_CLIENTS);
const file = process.env.BERTH_RECEIVED;
const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
writeFileSync(file, "");

const one = "0x0000000000000000000000000000000000000001";
const reverting = { to: one.replace(/1$/, "9"), data: "0x00" }; // blake2f refuses input of a wrong length
const ethereum = [
  ["eth_blockNumber", []],
  ["eth_chainId", []],
  ["eth_gasPrice", []],
  ["eth_getBalance", [one, "latest"]],
  ["eth_getTransactionCount", [one, "latest"]],
  ["eth_getBlockByNumber", ["latest", false]],
  ["eth_call", [reverting, "latest"]],
  ["eth_getBalance", ["not an address", "latest"]],
  ["eth_sendTransaction", [{}]], // not on shared nodes
  ["admin_peers", []], // nowhere
  ["berth_noSuchThing", []],
];
const litecoin = [
  ["getblockcount", []],
  ["getblockchaininfo", []],
  ["getblockhash", [1_000_000]], // the node's own error
  ["getnewaddress", []],
  ["nosuchthing", []],
];

// A generator of its own, so that a run can be repeated.
let state = 20_000;
const random = (below) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
let serial = 0;
const item = (network) => {
  const [method, params] = network === "litecoin" ? litecoin[random(litecoin.length)] : ethereum[random(ethereum.length)];
  return { jsonrpc: "2.0", id: `${method}#${serial++}`, method, params };
};

function post(endpoint, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      endpoints[endpoint],
      { method: "POST", agent, timeout: 120_000, headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) } },
      (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          appendFileSync(file, JSON.stringify({ endpoint, body: Buffer.concat(parts).toString() }) + "\n");
          resolve();
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer in 120 s")));
    request.on("error", reject);
    request.end(body);
  });
}

let left = total;
async function client() {
  while (left > 0) {
    const endpoint = ["metered", "metered", "metered", "narrow", "litecoin"][random(5)];
    const kind = random(40);
    if (kind === 0) {
      left -= 1;
      await post(endpoint, '{"jsonrpc":"2.0","id":1,"method":');
    } else if (kind === 1 && endpoint !== "litecoin") {
      left -= 1;
      await post(endpoint, JSON.stringify(Array.from({ length: BATCH_LIMIT + 1 }, () => item(endpoint))));
    } else if (kind === 2) {
      left -= 1;
      await post(endpoint, "[]");
    } else if (random(11) === 0) {
      const items = Array.from({ length: Math.min(left, 2 + random(BATCH_LIMIT - 2)) }, () => item(endpoint));
      if (random(4) === 0) items[0] = 7; // not a call at all
      left -= items.length;
      await post(endpoint, JSON.stringify(items));
    } else {
      left -= 1;
      await post(endpoint, JSON.stringify(item(endpoint)));
    }
  }
}
await Promise.all(Array.from({ length: clients }, client));
agent.destroy();
