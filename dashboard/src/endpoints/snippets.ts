/** Lines to paste that call an endpoint, by the tool they are for. */
export interface Snippet {
  tool: string;
  text: string;
}

/** Whether a network's nodes speak Ethereum's API, which its method table tells. */
export const speaksEthereum = (methods: readonly { method: string }[]): boolean => methods.some((one) => one.method === 'eth_blockNumber');

export function snippets(url: string, methods: readonly { method: string }[]): Snippet[] {
  return speaksEthereum(methods) ? ethereum(url) : plain(url, methods);
}

function ethereum(url: string): Snippet[] {
  return [
    { tool: 'curl', text: curl(url, 'eth_blockNumber') },
    { tool: 'cast', text: `cast block-number --rpc-url ${url}` },
    {
      tool: 'viem',
      text: `// npm install viem; save as height.mjs, run with node
import { createPublicClient, http } from 'viem';

const client = createPublicClient({ transport: http('${url}') });
console.log(await client.getBlockNumber());`,
    },
    {
      tool: 'ethers',
      text: `// npm install ethers; save as height.mjs, run with node
import { JsonRpcProvider } from 'ethers';

const provider = new JsonRpcProvider('${url}');
console.log(await provider.getBlockNumber());
provider.destroy();`,
    },
    {
      tool: 'web3.py',
      text: `# pip install web3
from web3 import Web3

web3 = Web3(Web3.HTTPProvider("${url}"))
print(web3.eth.block_number)`,
    },
    {
      tool: 'web3j',
      text: `// org.web3j:core
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;

public class Height {
    public static void main(String[] args) throws Exception {
        var web3 = Web3j.build(new HttpService("${url}"));
        System.out.println(web3.ethBlockNumber().send().getBlockNumber());
        web3.shutdown();
    }
}`,
    },
    {
      tool: 'Go',
      text: `// go get github.com/ethereum/go-ethereum
package main

import (
\t"context"
\t"fmt"
\t"log"

\t"github.com/ethereum/go-ethereum/ethclient"
)

func main() {
\tclient, err := ethclient.Dial("${url}")
\tif err != nil {
\t\tlog.Fatal(err)
\t}
\theight, err := client.BlockNumber(context.Background())
\tif err != nil {
\t\tlog.Fatal(err)
\t}
\tfmt.Println(height)
}`,
    },
  ];
}

/** For a chain of another kind: JSON-RPC as such, with a read of its own. */
function plain(url: string, methods: readonly { method: string }[]): Snippet[] {
  const method = ['getblockcount', 'getblockchaininfo'].find((name) => methods.some((one) => one.method === name)) ?? methods[0]?.method ?? 'help';
  return [
    { tool: 'curl', text: curl(url, method) },
    {
      tool: 'JavaScript',
      text: `// save as call.mjs, run with node
const response = await fetch('${url}', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: '${method}', params: [] }),
});
console.log(await response.json());`,
    },
    {
      tool: 'Python',
      text: `import json, urllib.request

call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "${method}", "params": []}).encode()
request = urllib.request.Request("${url}", call, {"content-type": "application/json"})
print(json.load(urllib.request.urlopen(request)))`,
    },
  ];
}

const curl = (url: string, method: string) =>
  `curl -s ${url} -H 'content-type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"${method}","params":[]}'`;
