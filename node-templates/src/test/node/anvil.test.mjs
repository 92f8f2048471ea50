import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Unit, call, pause, until, workspace } from './berth.mjs';

const ALICE = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const BOB = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const space = workspace();
let anvil;
const up = () => until('anvil answers', () => call(anvil.url, 'eth_chainId'));

before(async () => {
  anvil = (await Unit.create('anvil', { parameters: { chainId: 4242 }, directory: space.path })).start();
  await up();
});
after(async () => { await anvil.stop(); space.remove(); });

test('an anvil has the chain id it was asked for and funded accounts', async () => {
  assert.equal(await call(anvil.url, 'eth_chainId'), '0x1092');
  assert.equal(BigInt(await call(anvil.url, 'eth_getBalance', [ALICE, 'latest'])), 10000n * 10n ** 18n);
});

test('an anvil killed with SIGKILL has lost at most the last second', async () => {
  const hash = await call(anvil.url, 'eth_sendTransaction', [{ from: ALICE, to: BOB, value: '0x1' }]);
  await pause(1500);
  await anvil.signal('SIGKILL');
  anvil.start();
  await up();
  assert.equal((await call(anvil.url, 'eth_getTransactionReceipt', [hash]))?.status, '0x1');
  assert.equal(BigInt(await call(anvil.url, 'eth_getBalance', [BOB, 'latest'])), 10000n * 10n ** 18n + 1n);
});

test('an anvil stopped by its signal has lost nothing', async () => {
  const hash = await call(anvil.url, 'eth_sendTransaction', [{ from: ALICE, to: BOB, value: '0x1' }]);
  await until('it is in a block', () => call(anvil.url, 'eth_getTransactionReceipt', [hash])); // the hash comes a moment before
  await anvil.stop();
  anvil.start();
  await up();
  assert.equal((await call(anvil.url, 'eth_getTransactionReceipt', [hash]))?.status, '0x1');
});

test('an anvil killed again and again while it writes its state comes back each time', async () => {
  for (let round = 0; round < 10; round += 1) {
    for (let i = 0; i < 20; i += 1) await call(anvil.url, 'eth_sendTransaction', [{ from: ALICE, to: BOB, value: '0x1', data: `0x${'ab'.repeat(20000)}` }]);
    await pause(600 + Math.random() * 900);
    await anvil.signal('SIGKILL');
    anvil.start();
    await up();
  }
});
