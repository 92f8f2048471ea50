// Runs the EthereumJS client of the artifact directory (first argument) with the arguments that follow, and mends what
// version 0.10.5 says otherwise than other execution clients do, so that cast, ethers and viem work against it unchanged.
//   - the block of a call may be left out (latest) or be `pending` (latest; for a nonce: what the pool holds is counted)
//   - eth_blockNumber never names a block that eth_getBlockByNumber does not have yet
//   - a revert is called `execution reverted`
//   - eth_estimateGas reads `input` and dynamic fees, fails when the call reverts, and leaves room for refunds and inner calls
//   - eth_feeHistory may ask for more blocks than there are
//   - eth_getTransactionByHash knows transactions that wait in the pool; sending one again is `already known`
//   - receipts are read, not made by executing the block again, and carry the price that was paid
//   - a block is the head once its receipts can be had, not a moment before
//   - eth_accounts and eth_maxPriorityFeePerGas exist
//   - building a block of n transactions takes n steps, not n * n of some milliseconds each
//   - it stops when it is told to, not eight seconds later
//   - it says when it starts and stops, and a line for each block; the rest of its log is warnings and errors
//   - its peer-to-peer sockets, which cannot be switched off, listen on loopback only (with --port=0)
import dgram from 'node:dgram';
import net from 'node:net';
import { pathToFileURL } from 'node:url';

const [artifact] = process.argv.splice(2, 1);
const modules = pathToFileURL(`${artifact}/node_modules/@ethereumjs/`);
const { RPCManager } = await import(new URL('client/dist/esm/src/rpc/index.js', modules));
const { toJSONRPCTx } = await import(new URL('client/dist/esm/src/rpc/helpers.js', modules));
const { Address, bigIntToHex, bytesToHex, bytesToUnprefixedHex, generateAddress, hexToBytes, intToHex, bigIntToBytes } =
  await import(new URL('util/dist/esm/index.js', modules));

const { Common } = await import(new URL('common/dist/esm/index.js', modules));
const { BlockBuilder } = await import(new URL('vm/dist/esm/buildBlock.js', modules));

Common.prototype._mergeWithParamsCache = function mergeInPlace(params) {
  Object.assign(this._paramsCache, params);
};

const { addTransaction } = BlockBuilder.prototype;
BlockBuilder.prototype.addTransaction = function addWithoutTheOthers(tx, options) {
  // The block that the transaction runs in needs a header; the ones before it are there only to be parsed again.
  const add = async () => {
    const before = this.transactions;
    this.transactions = [];
    try {
      return await addTransaction.call(this, tx, options);
    } finally {
      before.push(...this.transactions);
      this.transactions = before;
    }
  };
  this.adding = (this.adding ?? Promise.resolve()).then(add, add);
  return this.adding;
};

const { Synchronizer } = await import(new URL('client/dist/esm/src/sync/sync.js', modules));
const { stop } = Synchronizer.prototype;
Synchronizer.prototype.stop = function stopAtOnce() {
  this.interval = 0;
  return stop.call(this);
};

const { VMExecution } = await import(new URL('client/dist/esm/src/execution/vmexecution.js', modules));
const { IndexOperation, IndexType } = await import(new URL('client/dist/esm/src/execution/receipt.js', modules));
const { open } = VMExecution.prototype;
VMExecution.prototype.open = async function receiptsBeforeBlocks() {
  const { chain, receiptsManager: receipts, pendingReceipts: pending } = this;
  const { putBlocks } = chain;
  chain.putBlocks = async (blocks, ...rest) => {
    for (const block of receipts ? blocks : []) {
      const hash = bytesToHex(block.hash());
      if (!pending.has(hash)) continue;
      await receipts.saveReceipts(block, pending.get(hash));
      await receipts.updateIndex(IndexOperation.Save, IndexType.TxHash, block); // which saveReceipts does not wait for
      pending.delete(hash);
    }
    return putBlocks.call(chain, blocks, ...rest);
  };
  return open.call(this);
};

for (const [prototype, verb] of [[dgram.Socket.prototype, 'bind'], [net.Server.prototype, 'listen']]) {
  const original = prototype[verb];
  prototype[verb] = function onLoopback(port, host, ...rest) {
    return original.call(this, port, port === 0 && host === '0.0.0.0' ? '127.0.0.1' : host, ...rest);
  };
}

const BLOCK_PARAM = {
  eth_getBalance: 1, eth_getCode: 1, eth_getTransactionCount: 1, eth_call: 1, eth_estimateGas: 1, eth_getStorageAt: 2, eth_getProof: 2,
  eth_getBlockByNumber: 0, eth_getBlockTransactionCountByNumber: 0, eth_getBlockReceipts: 0, eth_getTransactionByBlockNumberAndIndex: 0,
  eth_feeHistory: 1,
};
const PRIORITY_FEE = '0x3b9aca00';

function withBlock(method, params = []) {
  const at = BLOCK_PARAM[method];
  if (at === undefined || params.length < at) return params;
  const block = params[at] ?? 'latest';
  // EIP-1898's object form, as far as a number is in it
  const plain = block?.blockNumber ?? (block === 'pending' ? 'latest' : block);
  return Object.assign([...params], { [at]: plain });
}

function withoutPending(filter) {
  const plain = { ...filter };
  for (const end of ['fromBlock', 'toBlock']) if (plain[end] === 'pending') plain[end] = 'latest';
  return plain;
}

function mended(eth, methods) {
  const { service, receiptsManager, _chain: chain } = eth;
  const pooled = (address) => service.txPool.pool.get(address.toLowerCase().slice(2)) ?? [];
  const { eth_estimateGas: estimateGas, eth_call: call, eth_getTransactionByHash: transactionByHash,
    eth_getTransactionCount: transactionCount, eth_sendRawTransaction: send, eth_getLogs: logs } = methods;

  async function receipts(block) {
    const stored = await receiptsManager.getReceipts(block.hash(), true, true);
    let gasBefore = 0n;
    let logsBefore = 0;
    return stored.map((receipt, index) => {
      const tx = block.transactions[index];
      const from = tx.getSenderAddress();
      const baseFee = block.header.baseFeePerGas ?? 0n;
      const tip = tx.maxFeePerGas === undefined ? 0n
        : tx.maxPriorityFeePerGas < tx.maxFeePerGas - baseFee ? tx.maxPriorityFeePerGas : tx.maxFeePerGas - baseFee;
      const place = {
        transactionHash: bytesToHex(tx.hash()), transactionIndex: intToHex(index),
        blockHash: bytesToHex(block.hash()), blockNumber: bigIntToHex(block.header.number),
      };
      const json = {
        ...place, from: from.toString(), to: tx.to?.toString() ?? null,
        cumulativeGasUsed: bigIntToHex(receipt.cumulativeBlockGasUsed), gasUsed: bigIntToHex(receipt.cumulativeBlockGasUsed - gasBefore),
        effectiveGasPrice: bigIntToHex(tx.maxFeePerGas === undefined ? tx.gasPrice : baseFee + tip),
        contractAddress: tx.to ? null : new Address(generateAddress(from.bytes, bigIntToBytes(tx.nonce))).toString(),
        logs: receipt.logs.map(([address, topics, data], i) => ({
          ...place, removed: false, logIndex: intToHex(logsBefore + i), address: bytesToHex(address), topics: topics.map(bytesToHex), data: bytesToHex(data),
        })),
        logsBloom: bytesToHex(receipt.bitvector), status: intToHex(receipt.status), type: intToHex(tx.type),
      };
      gasBefore = receipt.cumulativeBlockGasUsed;
      logsBefore += receipt.logs.length;
      return json;
    });
  }

  async function callOrRevert(params) {
    try {
      return await call(params);
    } catch (error) {
      throw error.code === 3 && error.message === 'revert' ? { ...error, message: 'execution reverted' } : error;
    }
  }

  return {
    eth_accounts: async () => [],
    eth_blockNumber: async () => bigIntToHex(chain.blocks.latest?.header.number ?? 0n),
    eth_maxPriorityFeePerGas: async () => PRIORITY_FEE,
    eth_call: callOrRevert,
    eth_getLogs: (params) => logs(params?.length > 0 ? [withoutPending(params[0])] : params),
    async eth_estimateGas(params) {
      const { input, ...rest } = params[0] ?? {};
      const transaction = { ...rest, data: rest.data ?? input ?? '0x' };
      if (transaction.maxFeePerGas !== undefined) transaction.type = '0x2';
      const executes = transaction.data !== '0x' || (transaction.to && (await methods.eth_getCode([transaction.to, params[1]])) !== '0x');
      if (executes) await callOrRevert([{ ...transaction, gas: undefined, gasPrice: undefined }, params[1]]);
      const used = BigInt(await estimateGas([transaction, params[1]]));
      return bigIntToHex(executes ? (used * 5n) / 4n : used);
    },
    async eth_feeHistory([count, newest, percentiles = []]) {
      const { number } = await methods.eth_getBlockByNumber([newest, false]);
      const available = BigInt(number) + 1n;
      return methods.eth_feeHistory([BigInt(count) > available ? bigIntToHex(available) : count, newest, percentiles]);
    },
    async eth_getTransactionCount(params) {
      const count = await transactionCount(withBlock('eth_getTransactionCount', params));
      if (params[1] !== 'pending') return count;
      const nonces = new Set(pooled(params[0]).map(({ tx }) => tx.nonce));
      let next = BigInt(count);
      while (nonces.has(next)) next += 1n;
      return bigIntToHex(next);
    },
    async eth_getTransactionByHash(params) {
      const mined = await transactionByHash(params);
      if (mined) return mined;
      const [waiting] = service.txPool.getByHash([hexToBytes(params[0])]);
      return waiting ? toJSONRPCTx(waiting) : null;
    },
    async eth_sendRawTransaction(params) {
      try {
        return await send(params);
      } catch (error) {
        if (/already in the TxPool/.test(error.message)) throw { code: -32000, message: 'already known' };
        throw error;
      }
    },
    async eth_getTransactionReceipt([hash]) {
      const found = await receiptsManager.getReceiptByTxHash(hexToBytes(hash));
      if (!found) return null;
      const [, blockHash, index] = found;
      const block = await chain.getBlock(blockHash).catch(() => null); // about to be the head
      const canonical = block && (await chain.getBlock(block.header.number).catch(() => null));
      if (!canonical || bytesToUnprefixedHex(canonical.hash()) !== bytesToUnprefixedHex(blockHash)) return null;
      return (await receipts(block))[index];
    },
    async eth_getBlockReceipts([option]) {
      const block = await methods.eth_getBlockByNumber([option, false]).catch(() => methods.eth_getBlockByHash([option, false]));
      return block ? receipts(await chain.getBlock(hexToBytes(block.hash))) : null;
    },
  };
}

const say = (text) => console.log(`${new Date().toISOString()} ${text}`);
let said = '';

/** After the consensus named a head: a line for the block, unless it was named before. */
function sayHead({ header, transactions }) {
  const hash = bytesToHex(header.hash());
  if (hash === said) return;
  if (said === '') say(`the consensus leads: head is block ${header.number}`);
  said = hash;
  say(`block ${header.number} ${hash}, transactions ${transactions.length}, gas ${header.gasUsed}`);
}

/** The methods of the Engine API; those that move the head say so. */
function telling(chain, methods) {
  const all = { ...methods };
  for (const [name, method] of Object.entries(methods)) {
    if (!name.startsWith('engine_forkchoiceUpdated')) continue;
    all[name] = async (params) => {
      const answer = await method(params);
      if (answer.payloadStatus?.status === 'VALID') sayHead(await chain.getCanonicalHeadBlock());
      return answer;
    };
  }
  return all;
}

const { getMethods } = RPCManager.prototype;
RPCManager.prototype.getMethods = function mendedMethods(engine, debug) {
  const methods = getMethods.call(this, engine, debug);
  if (engine) return telling(this._client.chain, methods);
  const all = { ...methods, ...mended(this._modules.Eth, methods) };
  for (const [name, method] of Object.entries(all)) {
    if (name !== 'eth_getTransactionCount' && BLOCK_PARAM[name] !== undefined) all[name] = (params) => method(withBlock(name, params));
  }
  return all;
};

say(`EthereumJS client ${process.argv.slice(2).join(' ')}`);
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => say(`stopping: ${signal}`));
await import(new URL('client/dist/esm/bin/cli.js', modules));
