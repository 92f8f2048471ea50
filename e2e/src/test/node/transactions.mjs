// Sends signed transactions whose answers are cut on the wire (wire.mjs reads along), and holds what the sender hears to what became
// of them. The mark of a call stands in the transaction itself, as nodes take no more parameters here.
// BERTH_ENDPOINTS (JSON): {"devnet": url, "anvil": url, "litecoin": url}.
import assert from "node:assert/strict";
import { HDNodeWallet, keccak256 } from "ethers";
import { inHex, markOf } from "./marks.mjs";

const endpoints = JSON.parse(process.env.BERTH_ENDPOINTS);
const run = Date.now() % 1_000_000_000;
let serial = 0;
const mark = (endpoint, tag) => inHex(markOf(endpoint, "transaction", `${run}${serial++}`, tag));

async function ask(endpoint, method, ...params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: "mine", method, params });
  const response = await fetch(endpoints[endpoint], { method: "POST", headers: { "content-type": "application/json" }, body });
  const { id, error, result } = await response.json();
  assert.equal(id, "mine");
  return { status: response.status, error: error ?? undefined, result };
}
const told = async (...call) => {
  const { error, result } = await ask(...call);
  assert.equal(error, undefined, `${call[1]}: ${JSON.stringify(error)}`);
  return result;
};
const eventually = async (what, holds) => {
  for (const until = Date.now() + 60_000; !(await holds()); ) assert.ok(Date.now() < until, `${what}: not within a minute`);
};

const phrase = "test test test test test test test test test test test junk";
const wallet = HDNodeWallet.fromPhrase(phrase, undefined, "m/44'/60'/0'/0/7");
async function transfer(endpoint, tag, nonce, gasPrice = 20n) {
  const chainId = BigInt(await told(endpoint, "eth_chainId"));
  const data = `0x${mark(endpoint, tag)}`;
  return wallet.signTransaction({ type: 0, chainId, nonce, to: wallet.address, data, gasLimit: 60_000n, gasPrice: gasPrice * 10n ** 9n });
}
const nonceOf = async (endpoint) => Number(await told(endpoint, "eth_getTransactionCount", wallet.address, "pending"));
const mined = (endpoint, hash) =>
  eventually(`${hash} in a block`, async () => (await told(endpoint, "eth_getTransactionReceipt", hash)) !== null);

async function ethereum(endpoint, tag) {
  const nonce = await nonceOf(endpoint);
  const signed = await transfer(endpoint, tag, nonce);
  assert.equal(await told(endpoint, "eth_sendRawTransaction", signed), keccak256(signed));
  assert.equal(await told(endpoint, "eth_sendRawTransaction", signed), keccak256(signed), "sent again, its answer cut again");
  const another = await ask(endpoint, "eth_sendRawTransaction", await transfer(endpoint, "cut-1", nonce, 19n));
  assert.ok(another.error, "another transaction in its place");
  assert.match(another.error.message, /nonce|underpriced|gas too low/i);
  await mined(endpoint, keccak256(signed));
  console.log(`${endpoint}: another one in its place: ${JSON.stringify(another.error)}`);
}

// Of a coin that anybody may spend: its script is true.
async function bitcoin(endpoint) {
  const { p2sh: address } = await told(endpoint, "decodescript", "51");
  const blocks = await told(endpoint, "generatetoaddress", 101, address);
  const [first] = blocks;
  await eventually("every member has the blocks that one of them made", async () => {
    for (let asked = 0; asked < 40; asked++) if ((await told(endpoint, "getbestblockhash")) !== blocks.at(-1)) return false;
    return true;
  });
  const coin = (await told(endpoint, "getblock", first, 2)).tx[0];
  const amount = BigInt(Math.round(coin.vout[0].value * 1e8)) - 100_000n;
  const note = Buffer.from(mark(endpoint, "cut-4"), "hex"); // after decoding, sending, telling the other
  const little = (value, bytes) => Buffer.from(value.toString(16).padStart(2 * bytes, "0"), "hex").reverse().toString("hex");
  const script = (hex) => little(BigInt(hex.length / 2), 1) + hex;
  const noted = `6a4c${little(BigInt(note.length), 1)}${note.toString("hex")}`;
  const signed =
    "01000000" + "01" + Buffer.from(coin.txid, "hex").reverse().toString("hex") + "00000000" + script("0151") + "ffffffff" +
    "02" + little(amount, 8) + script(coin.vout[0].scriptPubKey.hex) + little(0n, 8) + script(noted) + "00000000";
  const { txid } = await told(endpoint, "decoderawtransaction", signed);
  assert.equal(await told(endpoint, "sendrawtransaction", signed), txid);
  await told(endpoint, "generatetoaddress", 1, address);
  await eventually(`${txid} in a block`, async () => (await ask(endpoint, "getrawtransaction", txid, true)).result?.confirmations > 0);
  const again = await ask(endpoint, "sendrawtransaction", signed);
  assert.deepEqual(again, { status: 200, error: undefined, result: txid }, "sent again, its answer cut, and in a block since");
  console.log(`${endpoint}: in a block already: ${txid}`);
}

await ethereum("devnet", "cut-1-4"); // the third is the other member being told
await ethereum("anvil", "cut-1-3");
await bitcoin("litecoin");
