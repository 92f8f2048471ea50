// Sends a transfer with viem and prints, as JSON, what a wallet would show of it.
// BERTH_URL: an endpoint; BERTH_ACCOUNT: which of the prefunded accounts pays.
import { createPublicClient, createWalletClient, defineChain, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";

const { BERTH_URL: url, BERTH_ACCOUNT: account } = process.env;
const chain = defineChain({
  id: 1337,
  name: "Ethereum devnet",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const transport = http(url, { batch: true, timeout: 60_000 });
const reader = createPublicClient({ chain, transport, pollingInterval: 500 });
const wallet = createWalletClient({
  chain,
  transport,
  account: mnemonicToAccount("test test test test test test test test test test test junk", {
    addressIndex: Number(account),
  }),
});
const to = "0x000000000000000000000000000000000001e3a1";

const before = await reader.getBalance({ address: to });
const hash = await wallet.sendTransaction({ to, value: 1234n });
const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
const [chainId, block, after] = await Promise.all([
  reader.getChainId(),
  reader.getBlock({ blockNumber: receipt.blockNumber }),
  reader.getBalance({ address: to, blockNumber: receipt.blockNumber }),
]);
console.log(
  JSON.stringify({
    chainId,
    status: receipt.status === "success" ? 1 : 0,
    hash,
    inBlock: block.transactions.includes(hash),
    received: Number(after - before),
  }),
);
