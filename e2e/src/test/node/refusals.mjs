// What viem and ethers do with each of Berth's errors. Input: a JSON array of {name, status, body, retryAfter}, where "$id" in the
// body stands for the id of the call, and retryAfter is the header; output: for each and each client, how many requests it sent,
// after how long it had a result, and how it ended. A server of this process gives the error until the time is over that it asks
// for, and a result after that; without such a time it gives a result to whatever comes second.
import { createServer } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { createPublicClient, http } from "viem";

const RESULT = "0x2a";
const refusals = JSON.parse(await text(process.stdin));

const clients = {
  async viem(url) {
    const client = createPublicClient({ transport: http(url) });
    return `0x${(await client.getBlockNumber()).toString(16)}`;
  },
  async ethers(url) {
    const provider = new JsonRpcProvider(new FetchRequest(url), Network.from(1337), { staticNetwork: true });
    try {
      return await provider.send("eth_blockNumber", []);
    } finally {
      provider.destroy();
    }
  },
};

async function meet(refusal, client) {
  const came = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    const calls = [body].flat();
    came.push(performance.now());
    response.setHeader("content-type", "application/json");
    if (came.length > 1 && performance.now() - came[0] >= 1000 * Number(refusal.retryAfter ?? 0)) {
      const answers = calls.map((call) => ({ jsonrpc: "2.0", id: call.id, result: RESULT }));
      response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]));
      return;
    }
    if (refusal.retryAfter) response.setHeader("retry-after", refusal.retryAfter);
    response.statusCode = refusal.status;
    response.end(refusal.body.replace("$id", JSON.stringify(calls[0].id)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  let end;
  try {
    end = await clients[client](`http://127.0.0.1:${server.address().port}`);
  } catch (error) {
    end = `error: ${error.shortMessage ?? error.message}`;
  }
  server.close();
  server.closeAllConnections();
  return {
    refusal: refusal.name,
    client,
    requests: came.length,
    answeredAfterMillis: Math.round(performance.now() - came[0]),
    answered: end === RESULT,
    end,
  };
}

const met = await Promise.all(
  refusals.flatMap((refusal) => Object.keys(clients).map((client) => meet(refusal, client))),
);
console.log(JSON.stringify(met));
