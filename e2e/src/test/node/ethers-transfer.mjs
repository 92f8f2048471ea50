// Sends a transfer with ethers and prints, as JSON, what a wallet would show of it.
// BERTH_URL: an endpoint; BERTH_ACCOUNT: which of the prefunded accounts pays.
import { HDNodeWallet, JsonRpcProvider } from "ethers";

const { BERTH_URL: url, BERTH_ACCOUNT: account } = process.env;
const provider = new JsonRpcProvider(url, undefined, { polling: true, pollingInterval: 500 });
const phrase = "test test test test test test test test test test test junk";
const wallet = HDNodeWallet.fromPhrase(phrase, undefined, `m/44'/60'/0'/0/${account}`).connect(provider);
const to = "0x00000000000000000000000000000000000e7be5";

const before = await provider.getBalance(to);
const sent = await wallet.sendTransaction({ to, value: 1234n });
const receipt = await sent.wait();
const block = await provider.getBlock(receipt.blockNumber);
const after = await provider.getBalance(to, receipt.blockNumber);
console.log(
  JSON.stringify({
    chainId: Number((await provider.getNetwork()).chainId),
    status: receipt.status,
    hash: sent.hash,
    inBlock: block.transactions.includes(sent.hash),
    received: Number(after - before),
  }),
);
provider.destroy();
