// Makes calls at the endpoints that BERTH_ENDPOINTS (JSON) gives, half of them in batches, some bad, some to be disturbed on the
// way, and keeps what came back, to the letter: one line of JSON for each answer in the file that BERTH_RECEIVED names. The id of
// a call is its mark (marks.mjs), so that an answer can be told without knowing the question.
// BERTH_ENDPOINTS: {"metered": url, "narrow": url, "limited": url, "litecoin": url, "stopped": url}; BERTH_CALLS: how many items
// in all; BERTH_CLIENTS.
import { appendFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { HDNodeWallet } from "ethers";
import { inHex, markOf } from "./marks.mjs";
import { BATCH_LIMIT, BODY_LIMIT } from "./skus.mjs";

const endpoints = JSON.parse(process.env.BERTH_ENDPOINTS);
const total = Number(process.env.BERTH_CALLS);
const clients = Number(process.env.BERTH_CLIENTS);
const file = process.env.BERTH_RECEIVED;
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 * clients });
writeFileSync(file, "");

// Nodes take more parameters than they need, so the mark goes last.
const one = "0x0000000000000000000000000000000000000001";
const reverting = { to: one.replace(/1$/, "9"), data: "0x00" }; // blake2f refuses input of a wrong length
const ethereum = [
  ["eth_blockNumber", () => []],
  ["eth_chainId", () => []],
  ["eth_gasPrice", () => []],
  ["eth_getBalance", () => [one, "latest"]],
  ["eth_getTransactionCount", () => [one, "latest"]],
  ["eth_getBlockByNumber", () => ["latest", false]],
  ["eth_call", () => [reverting, "latest"]],
  ["eth_getBalance", () => ["not an address", "latest"]],
  ["eth_sendRawTransaction", (_, endpoint) => [(endpoint === "metered" && transactions.pop()) || "0x00"]], // 0x00 is a parse error, says the node
  ["eth_sendTransaction", () => [{}]], // not on shared nodes
  ["admin_peers", () => []], // nowhere
  ["berth_noSuchThing", () => []],
];
const litecoin = [
  ["validateaddress", (mark) => [mark]],
  ["decodescript", (mark) => [inHex(mark)]],
  ["getblockhash", (mark) => [mark]], // the node's own error
  ["getnewaddress", (mark) => [mark]], // not on shared nodes
  ["nosuchthing", (mark) => [mark]],
];
const DISTURBED = ["eth_blockNumber", "eth_getBalance", "eth_getBlockByNumber"];

// A generator of its own, so that a run can be repeated.
let state = 20_000;
const random = (below) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const oneIn = (times) => random(times) === 0;

let serial = 0;
let silences = 4; // each takes as long as the proxy's patience
function item(endpoint, quiet = true) {
  const [method, params] = endpoint === "litecoin" ? litecoin[random(litecoin.length)] : ethereum[random(ethereum.length)];
  let tag = "";
  if (endpoint === "metered" && DISTURBED.includes(method)) {
    if (oneIn(60)) tag = "cut";
    else if (oneIn(60)) tag = "cut-1";
    else if (silences > 0 && oneIn(200)) tag = (silences--, "silence");
    else if (quiet && oneIn(30)) tag = "note";
  }
  const mark = markOf(endpoint, method, serial++, tag);
  const call = { jsonrpc: "2.0", id: mark, method, params: params(mark, endpoint) };
  if (endpoint !== "litecoin") call.params.push(mark);
  if (tag === "note") delete call.id;
  return call;
}

function post(endpoint, body, { headers = {}, leaves = false } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      endpoints[endpoint],
      {
        method: "POST",
        agent: leaves ? undefined : agent,
        timeout: 120_000,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
      },
      (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("error", leaves ? resolve : reject);
        response.on("end", () => {
          const text = Buffer.concat(parts).toString();
          appendFileSync(file, JSON.stringify({ endpoint, body: text }) + "\n");
          resolve(text);
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer in 120 s")));
    request.on("error", leaves ? resolve : reject);
    request.end(body);
    if (leaves) request.on("finish", () => setTimeout(() => request.destroy(), 1 + random(4)));
  });
}

// Transfers of an account that nobody else uses.
async function signed(count) {
  const phrase = "test test test test test test test test test test test junk";
  const wallet = HDNodeWallet.fromPhrase(phrase, undefined, "m/44'/60'/0'/0/6");
  const mark = markOf("metered", "eth_getTransactionCount", serial++);
  const params = [wallet.address, "latest", mark];
  const asked = await post("metered", JSON.stringify({ jsonrpc: "2.0", id: mark, method: "eth_getTransactionCount", params }));
  const nonce = Number(JSON.parse(asked).result);
  if (Number.isNaN(nonce)) throw new Error(`no nonce: ${asked}`);
  const transfer = { to: one, value: 1n, chainId: 1337, type: 0, gasLimit: 21_000n, gasPrice: 10n ** 10n };
  return Promise.all(Array.from({ length: count }, (_, i) => wallet.signTransaction({ ...transfer, nonce: nonce + i })));
}
const transactions = (await signed(60)).reverse();

let remaining = total;
async function client() {
  while (remaining > 0) {
    const endpoint = ["metered", "metered", "metered", "metered", "narrow", "limited", "litecoin", "litecoin", "stopped"][random(9)];
    const kind = random(160);
    if (kind < 4) {
      remaining -= 1;
      await post(endpoint, '{"jsonrpc":"2.0","id":1,"method":');
    } else if (kind < 8 && endpoint !== "litecoin") {
      remaining -= 1;
      await post(endpoint, JSON.stringify(Array.from({ length: BATCH_LIMIT + 1 }, () => item(endpoint, false))));
    } else if (kind < 12) {
      remaining -= 1;
      await post(endpoint, "[]");
    } else if (kind < 14 && endpoint !== "litecoin") {
      remaining -= 1;
      await post(endpoint, JSON.stringify(item(endpoint, false)), { headers: { "content-type": "text/plain" } });
    } else if (kind === 14 && oneIn(10)) {
      remaining -= 1;
      await post(endpoint, JSON.stringify({ ...item(endpoint, false), more: "a".repeat(BODY_LIMIT) }));
    } else if (kind < 18) {
      remaining -= 1;
      const mark = markOf("metered", "eth_gasPrice", serial++, "left");
      await post("metered", JSON.stringify({ jsonrpc: "2.0", id: mark, method: "eth_gasPrice", params: [mark] }), { leaves: true });
    } else if (oneIn(11)) {
      const items = Array.from({ length: Math.min(remaining, 2 + random(BATCH_LIMIT - 2)) }, () => item(endpoint));
      if (oneIn(4)) items[0] = 7; // not a call at all
      remaining -= items.length;
      await post(endpoint, JSON.stringify(items));
    } else {
      remaining -= 1;
      await post(endpoint, JSON.stringify(item(endpoint)));
    }
  }
}
await Promise.all(Array.from({ length: clients }, client));
agent.destroy();
