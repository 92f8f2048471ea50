// Two EthereumJS clients under the devnet's consensus, with everything that can happen to them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Unit, call, pause, until, workspace } from './berth.mjs';

const KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const ALICE = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const BOB = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const CAST = fileURLToPath(new URL('node_modules/@foundry-rs/cast-linux-amd64/bin/cast', import.meta.url));
const MANY = 250;
const run = promisify(execFile);
const space = workspace();
const members = [];
let consensus;

const cast = async (...argv) => (await run(CAST, argv, { timeout: 120_000 })).stdout.trim();
const head = async (member) => Number(await call(member.url, 'eth_blockNumber', []));
const hashAt = async (member, number) => (await call(member.url, 'eth_getBlockByNumber', [`0x${number.toString(16)}`, false])).hash;
const status = async () => (await fetch(`http://127.0.0.1:${consensus.ports.status}/status`, { signal: AbortSignal.timeout(30_000) })).json();
const decided = async () => (await status()).head.number;
function tellMembers(of) {
  const path = join(space.path, 'members.json');
  writeFileSync(`${path}.new`, JSON.stringify({ members: of.map((member, i) => ({ name: `m${i + 1}`, engine: `http://127.0.0.1:${member.ports.engine}` })) }));
  renameSync(`${path}.new`, path);
}

/** Waits until both members answer and are level with the head; gives a height at which they were seen to agree. */
async function agree() {
  await Promise.all(members.map((member) => until('it answers', () => head(member))));
  return until('both level, with equal hashes', async () => {
    const { members: seen, head: { number } } = await status();
    if (seen.length < 2 || !seen.every(({ state, behind }) => state === 'level' && behind <= 1)) return false;
    const [a, b] = await Promise.all(members.map((member) => hashAt(member, number - 1)));
    assert.equal(a, b);
    return number - 1;
  });
}

/** How long the next four blocks take, in milliseconds. */
async function fourBlocks() {
  const began = Date.now();
  const at = await decided();
  await until('blocks go on', async () => (await decided()) >= at + 4);
  return Date.now() - began;
}

/** A lost member may cost a slot whenever it is its turn; compared with the same blocks, on this machine as it is now. */
async function withoutAMember(usual) {
  const slowed = await fourBlocks();
  assert.ok(slowed < 3 * usual + 4000, `four blocks in ${slowed} ms, with all members in ${usual} ms`);
}

async function transfer(member) {
  return cast('send', '--async', '--rpc-url', member.url, '--private-key', KEY, '--value', '1', BOB);
}

before(async () => {
  consensus = await Unit.create('ethereum-devnet-consensus', {
    parameters: { slotSeconds: 1 }, members: join(space.path, 'members.json'), directory: join(space.path, 'consensus'),
  });
  for (const name of ['a', 'b']) {
    members.push(await Unit.create('ethereum-devnet', { secrets: { jwt: consensus.secrets.jwt }, directory: join(space.path, name) }));
  }
  tellMembers(members);
  for (const unit of [consensus, ...members]) unit.start();
  await until('blocks are made', async () => (await fetch(`http://127.0.0.1:${consensus.ports.status}/ready`)).status === 200);
});
after(async () => {
  await Promise.all([consensus, ...members].map((unit) => unit.signal('SIGKILL')));
  if (process.env.KEEP) console.log(space.path); else space.remove();
});

test('both members have the same blocks, and more each second', async () => {
  const first = await agree();
  await until('blocks are made', async () => (await agree()) >= first + 3);
});

test('nothing listens anywhere but on loopback', async () => {
  for (const unit of members) {
    const { stdout } = await run('ss', ['-Hltnup']);
    const open = stdout.split('\n').filter((line) => line.includes(`pid=${unit.process.pid},`)).map((line) => line.split(/\s+/)[4]);
    assert.ok(open.length >= 2 && open.every((address) => address.startsWith('127.0.0.1:')), open.join(' '));
  }
});

test('a transfer sent by cast to one member is on both, once, with its receipt', async () => {
  const before = BigInt(await call(members[1].url, 'eth_getBalance', [BOB, 'latest']));
  const receipt = JSON.parse(await cast('send', '--json', '--rpc-url', members[0].url, '--private-key', KEY, '--value', '7', BOB));
  assert.equal(receipt.status, '0x1');
  const other = await until('the receipt is on the other', () => call(members[1].url, 'eth_getTransactionReceipt', [receipt.transactionHash]));
  assert.equal(other.blockHash, receipt.blockHash);
  assert.equal(BigInt(await call(members[1].url, 'eth_getBalance', [BOB, 'latest'])), before + 7n);
});

test('a block that is shown has its receipts', async () => {
  for (let round = 0; round < 10; round++) {
    const hash = await transfer(members[round % 2]);
    await Promise.all(members.map(async ({ url }) => {
      const end = Date.now() + 60_000;
      while (!(await call(url, 'eth_getBlockByNumber', ['latest', false])).transactions.includes(hash)) assert.ok(Date.now() < end, `${hash} is not mined`);
      assert.equal((await call(url, 'eth_getTransactionReceipt', [hash]))?.status, '0x1', `round ${round}`);
    }));
  }
});

test('a transaction sent to every member is mined once', async () => {
  const nonce = await cast('nonce', '--rpc-url', members[0].url, ALICE);
  const raw = await cast('mktx', '--rpc-url', members[0].url, '--private-key', KEY, '--value', '1', BOB);
  const hashes = await Promise.all(members.map((member) => call(member.url, 'eth_sendRawTransaction', [raw])));
  assert.equal(hashes[0], hashes[1]);
  await until('it is mined', () => call(members[1].url, 'eth_getTransactionReceipt', [hashes[0]]));
  const at = await decided();
  await until('two more blocks', async () => (await decided()) >= at + 2);
  assert.equal(Number(await cast('nonce', '--rpc-url', members[0].url, ALICE)), Number(nonce) + 1);
});

test('a transaction that only one member knows is mined when that one builds', async () => {
  for (const member of members) {
    const hash = await transfer(member);
    assert.equal((await call(member.url, 'eth_getTransactionByHash', [hash])).hash, hash);
    await until('it is mined', () => call(member.url, 'eth_getTransactionReceipt', [hash]));
  }
});

test('hundreds of transactions in a block stop nobody', async () => {
  const nonce = await until('both have what was sent before', async () => {
    const [a, b] = await Promise.all(members.map((member) => call(member.url, 'eth_getTransactionCount', [ALICE, 'latest'])));
    return a === b && Number(a);
  });
  const { createFeeMarket1559Tx } = await import(join(members[0].artifact, 'node_modules/@ethereumjs/tx/dist/esm/index.js'));
  const { Common, Mainnet, Hardfork } = await import(join(members[0].artifact, 'node_modules/@ethereumjs/common/dist/esm/index.js'));
  const common = new Common({ chain: { ...Mainnet, chainId: 1337 }, hardfork: Hardfork.Shanghai });
  const requests = Array.from({ length: MANY }, (_, i) => {
    const tx = createFeeMarket1559Tx({ chainId: 1337, nonce: nonce + i, to: BOB, value: 1, gasLimit: 21000, maxFeePerGas: 2e9, maxPriorityFeePerGas: 1e9 }, { common });
    return { jsonrpc: '2.0', id: i, method: 'eth_sendRawTransaction', params: [`0x${Buffer.from(tx.sign(Buffer.from(KEY.slice(2), 'hex')).serialize()).toString('hex')}`] };
  });
  await members[1].signal('SIGSTOP'); // so that one member alone builds: a block too large to be executed inside engine_newPayload
  const sent = await (await fetch(members[0].url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(requests) })).json();
  await members[1].signal('SIGCONT');
  assert.deepEqual(sent.filter(({ error }) => error), []);
  await until('all are mined', async () => Number(await call(members[1].url, 'eth_getTransactionCount', [ALICE, 'latest'])) === nonce + MANY);
  await agree();
});

test('a member killed with SIGKILL does not hold up the other, and is level again after its start', async () => {
  const usual = await fourBlocks();
  await members[0].signal('SIGKILL');
  await withoutAMember(usual);
  members[0].start();
  await agree();
});

test('a member that hangs costs about a slot, and is level again when it goes on', async () => {
  for (const member of members) {
    const usual = await fourBlocks();
    await member.signal('SIGSTOP');
    await withoutAMember(usual);
    await member.signal('SIGCONT');
    await agree();
  }
});

test('a member with an emptied volume is given the whole chain', async () => {
  await members[1].signal('SIGKILL');
  rmSync(join(members[1].directory, 'data'), { recursive: true });
  mkdirSync(join(members[1].directory, 'data'));
  members[1].start();
  const number = await agree();
  assert.ok(number > 20);
  assert.equal(await hashAt(members[0], 1), await hashAt(members[1], 1));
});

test('a consensus killed again and again never makes two blocks at one height', async () => {
  const seen = new Map();
  const note = async () => {
    for (const member of members) {
      const { number, hash } = await call(member.url, 'eth_getBlockByNumber', ['latest', false]);
      const known = seen.get(number) ?? hash;
      assert.equal(hash, known, `block ${number}`);
      seen.set(number, hash);
    }
  };
  for (let round = 0; round < 6; round += 1) {
    const at = Math.max(...await Promise.all(members.map(head)));
    const some = Math.random() * 1000;
    await until('it went on', async () => { await note(); return (await head(members[round % 2])) > at; });
    for (const end = Date.now() + some; Date.now() < end; await pause(20)) await note();
    await consensus.signal('SIGKILL');
    consensus.start();
  }
  await until('the consensus answers', status);
  const number = await agree();
  for (const [at, hash] of seen) if (Number(at) <= number) assert.equal(await hashAt(members[0], Number(at)), hash);
  assert.ok(seen.size > 3);
});

test('half a line at the end of the log is cut off; a log that was lost is taken from the members', async () => {
  const log = join(consensus.directory, 'data', 'payloads.jsonl');
  await consensus.stop();
  appendFileSync(log, '{"timestamp":"0x6');
  const before = await head(members[0]);
  consensus.start();
  await until('it answers', status);
  assert.ok(await agree() >= before - 1);
  await consensus.stop();
  rmSync(log);
  consensus.start();
  await until('it answers', async () => (await status()).head);
  await agree();
  assert.ok(await decided() >= before, `${await decided()} >= ${before}`);
  assert.match(readFileSync(consensus.log, 'utf8'), /took blocks 1 to/);
});

test('a member that leaves the file is let go, one that comes back is taken again', async () => {
  tellMembers(members.slice(0, 1));
  await until('one member', async () => (await status()).members.length === 1);
  tellMembers(members);
  await agree();
});

test('the log of the consensus says only what changed', async () => {
  const lines = readFileSync(consensus.log, 'utf8').trim().split('\n');
  const blocks = await decided(); // more of them on a slow machine, and more that changes
  assert.ok(lines.length < 100 + blocks, `${lines.length} lines for ${blocks} blocks`);
  assert.ok(!lines.some((line) => /Error:|TypeError|at .*mjs:/.test(line)), lines.find((line) => /Error:|TypeError|at .*mjs:/.test(line)));
});
