// What the oracle knows of Berth: the outcomes of docs/proxy.md, Berth's own errors, and by what the methods that are
// called are counted.
import { isMark, methodOf } from "./marks.mjs";

export const BATCH_LIMIT = 20;
export const BODY_LIMIT = 5 << 20;

// Methods that a network's table lists; all others are "(other)".
const LISTED = new Set([
  "eth_blockNumber",
  "eth_chainId",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getTransactionCount",
  "eth_getBlockByNumber",
  "eth_call",
  "eth_sendRawTransaction",
  "validateaddress",
  "decodescript",
  "getblockhash",
  "getnewaddress",
]);
const sku = (id) => (isMark(id) && LISTED.has(methodOf(id)) ? methodOf(id) : "(other)");

// Berth's own errors by code and beginning; any other error is the node's.
const WHOLE = [
  [-32700, "parse error: the body is not valid JSON"],
  [-32600, "invalid request"],
  [-32600, "empty batch"],
  [-32600, "batch too large"],
  [-32004, "the body is over the limit"],
  [-32004, "send application/json"],
];
const REFUSED = [
  [-32601, "the method does not exist or is not available on this network"],
  [-32004, "the method is not allowed on this endpoint"],
  [-32005, "limit exceeded"],
];
const FAILED = [
  [-32603, "no healthy node"],
  [-32603, "no node answered in time"],
  [-32603, "the node gave no valid answer"],
  [-32603, "the proxy has no routes yet"],
];
const isOneOf = (table, { code, message }) => table.some(([its, begins]) => code === its && String(message).startsWith(begins));

// What one answer counts as: [SKU, outcome].
export function counted({ id, error }) {
  if (!error) return [sku(id), "answered"];
  if (isOneOf(WHOLE, error)) return ["(other)", "invalid"];
  if (isOneOf(REFUSED, error)) return [sku(id), "refused"];
  if (isOneOf(FAILED, error)) return [sku(id), "failed"];
  return [sku(id), "answered"];
}

// What a call counts as that was sent to a node and whose answer, if there was one, nobody received.
export const silently = (mark, answered) => [sku(mark), answered ? "answered" : "failed"];

// What Berth asks of nodes for itself: head, identity, progress, peers, how far back they go (node-templates, networks), and whether
// they have a transaction that was sent twice.
const OWN = [
  /^eth_getBlockByNumber \["(latest|0x[0-9a-f]+)",false\]$/,
  /^eth_getBalance \["0x0{40}","0x[0-9a-f]+"\]$/,
  /^eth_getTransactionByHash \["0x[0-9a-f]{64}"\]$/,
  /^(eth_chainId|eth_syncing|net_peerCount|getblockchaininfo|getconnectioncount) \[\]$/,
  /^gettxoutsetinfo \["none"\]$/,
];
export const isOwn = (poll) => OWN.some((its) => its.test(poll));
