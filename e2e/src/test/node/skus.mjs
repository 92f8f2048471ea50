// What the oracle knows of Berth: the outcome table of the design, and by what the methods that are called are counted.

export const BATCH_LIMIT = 20;

// Methods that a network's table lists; all others are "(other)".
const LISTED = new Set([
  "eth_blockNumber",
  "eth_chainId",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getTransactionCount",
  "eth_getBlockByNumber",
  "eth_call",
  "getblockcount",
  "getblockchaininfo",
  "getblockhash",
  "getnewaddress",
]);

// Listed nowhere, but forbidden by name or by prefix.
const sku = (id) => {
  const method = String(id ?? "").split("#")[0];
  return LISTED.has(method) ? method : "(other)";
};

// What one answer counts as: [SKU, outcome].
export function counted(answer) {
  const { id, error } = answer;
  if (!error) return [sku(id), "answered"];
  const said = String(error.message);
  if (error.code === -32700 || said.startsWith("invalid request") || said.startsWith("empty batch")) return ["(other)", "invalid"];
  if (said.startsWith("batch too large")) return ["(other)", "invalid"];
  if (error.code === -32004 || error.code === -32005) return [sku(id), "refused"];
  if (said.startsWith("the method does not exist or is not available")) return [sku(id), "refused"];
  if (error.code === -32603 && /no healthy node|no node answered|no valid answer/.test(said)) return [sku(id), "failed"];
  return [sku(id), "answered"]; // the node's own error
}
