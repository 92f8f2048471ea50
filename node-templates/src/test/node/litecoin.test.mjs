import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Unit, call, until, workspace } from './berth.mjs';

const NOBODY = 'rltc1qw508d6qejxtdg4y5r3zarvary0c5xw7k693xs3';
const skip = !existsSync('/usr/lib/litecoin/litecoind') && !process.env.BERTH_FORBID_SKIPS && 'litecoind is absent: apt-get install litecoind';
const space = workspace();
const nodes = [];
const ask = (node, method, params) => call(node.url, method, params, { password: node.secrets.rpcPassword });
const height = async (node) => (await ask(node, 'gettxoutsetinfo', ['none'])).height; // the network's head probe
const up = (node) => until('litecoind answers', async () => (await height(node)) >= 0);
const level = (at) => until(`both at ${at}`, async () => (await height(nodes[0])) === at && (await height(nodes[1])) === at);

describe('a pool of two litecoinds', { skip }, () => {
  before(async () => {
    for (const name of ['a', 'b']) {
      const peers = () => ({ p2p: nodes.filter((node) => node.directory !== join(space.path, name)).map((node) => `127.0.0.1:${node.ports.p2p}`) });
      nodes.push(await Unit.create('litecoin-regtest', { peers, directory: join(space.path, name) }));
    }
    nodes.forEach((node) => node.start());
    await Promise.all(nodes.map(up));
    await until('they are connected', async () => (await ask(nodes[0], 'getconnectioncount')) > 0);
  });
  after(async () => { await Promise.all(nodes.map((node) => node.stop())); space.remove(); });

  test('the password is in no argument, and a wrong one is refused', async () => {
    assert.ok(!nodes[0].argv.join(' ').includes(nodes[0].secrets.rpcPassword));
    await assert.rejects(call(nodes[0].url, 'getblockcount', [], { password: 'wrong' }));
  });

  test('a block made on one member is on both', async () => {
    await ask(nodes[0], 'generatetoaddress', [3, NOBODY]);
    await level(3);
  });

  test('without the wallet parameter there are no wallet methods', async () => {
    await assert.rejects(ask(nodes[0], 'getnewaddress'), { code: -32601 });
  });

  test('a member killed with SIGKILL comes back and gets what it missed', async () => {
    await nodes[0].signal('SIGKILL');
    await ask(nodes[1], 'generatetoaddress', [5, NOBODY]);
    nodes[0].start();
    await level(8);
  });

  test('a member with an emptied volume gets the whole chain', async () => {
    await nodes[1].stop();
    rmSync(join(nodes[1].directory, 'data', 'regtest'), { recursive: true });
    nodes[1].start();
    await level(8);
  });

  test('SIGKILL of both members loses nothing that was there when the head was last asked for', async () => {
    await ask(nodes[0], 'generatetoaddress', [100, NOBODY]);
    await level(108);
    await Promise.all(nodes.map((node) => node.signal('SIGKILL')));
    nodes.forEach((node) => node.start());
    await Promise.all(nodes.map(up));
    await level(108);
  });
});
