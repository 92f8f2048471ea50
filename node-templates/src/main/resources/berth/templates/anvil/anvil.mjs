// Runs Anvil so that a kill at any moment leaves a state that it starts from again.
//
// Anvil writes its state over the old one, each second; killed while it writes, it leaves half a file and never starts
// again. So it writes to dump.json, and each whole dump is moved to state.json, from which it starts. First argument:
// the program; second: the data directory; then Anvil's own arguments.
//
// Anvil itself is quiet: it would write a line for every call. A line for each block is written here.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LOOK_MS = 250;
const BLOCKS_MS = 1000;
const BLOCKS_SHOWN = 20;
const STOP_MS = 5000;
const SETPRIV = '/usr/bin/setpriv'; // where there is no container that ends with this process, the kernel ends the child

const [program, data, ...argv] = process.argv.slice(2);
const dump = join(data, 'dump.json');
const state = join(data, 'state.json');
let seen = '';
let kept = '';

/** Whether the bytes are one JSON object to its end; told by its braces, as a large one would not fit into the heap twice. */
function whole(bytes) {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (inText) {
      if (byte === 0x5c) i += 1;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b) depth += 1;
    else if (byte === 0x7d && (depth -= 1) === 0) return bytes.subarray(i + 1).every((rest) => rest <= 0x20);
  }
  return false;
}

/** Takes the dump over when it is whole and new. */
function keep() {
  if (!existsSync(dump)) return;
  const { mtimeMs, size } = statSync(dump);
  if (`${mtimeMs} ${size}` === seen) return;
  const bytes = readFileSync(dump);
  const hash = createHash('sha1').update(bytes).digest('hex');
  if (hash !== kept) {
    if (!whole(bytes)) return; // half written: looked at again
    const file = openSync(`${state}.new`, 'w', 0o600);
    writeSync(file, bytes);
    fsyncSync(file);
    closeSync(file);
    renameSync(`${state}.new`, state);
    kept = hash;
  }
  seen = `${mtimeMs} ${size}`;
}

const say = (text) => console.log(`${new Date().toISOString()} ${text}`);
const url = `http://127.0.0.1:${argv.find((word) => word.startsWith('--port=')).slice('--port='.length)}`;

async function ask(method, ...params) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(5000) });
  return (await answer.json()).result;
}

/** Says which blocks are new, at most the last few; a head that went back, to a snapshot or a fork, is said too. */
async function sayBlocks(before) {
  const head = Number(await ask('eth_blockNumber'));
  if (before === undefined) say(`serves chain ${Number(await ask('eth_chainId'))}, head is block ${head}`);
  else if (head < before) say(`head went back from block ${before} to ${head}`);
  else {
    const first = Math.max(before + 1, head - BLOCKS_SHOWN + 1);
    if (first > before + 1) say(`blocks ${before + 1} to ${first - 1}`);
    for (let number = first; number <= head; number += 1) {
      const block = await ask('eth_getBlockByNumber', `0x${number.toString(16)}`, false);
      if (block) say(`block ${number} ${block.hash}, transactions ${block.transactions.length}, gas ${Number(block.gasUsed)}`);
    }
  }
  return head;
}

async function watchBlocks() {
  let head;
  for (;;) {
    head = await sayBlocks(head).catch(() => head); // not yet, or busy: looked at again
    await new Promise((resolve) => setTimeout(resolve, head === undefined ? LOOK_MS : BLOCKS_MS).unref());
  }
}

keep();
say(existsSync(state) ? 'starts from the state that was kept' : 'starts with a new chain');
const command = [program, ...argv, ...(existsSync(state) ? [`--load-state=${state}`] : []), `--dump-state=${dump}`, '--state-interval=1'];
if (existsSync(SETPRIV)) command.unshift(SETPRIV, '--pdeathsig', 'KILL');
const anvil = spawn(command[0], command.slice(1), { stdio: 'inherit', env: {} });
const timer = setInterval(keep, LOOK_MS);
void watchBlocks();

/** Ends Anvil after a dump that was begun after now: what it writes while it ends may run into the dump of that second. */
function stop(signal) {
  say(`stops: ${signal}`);
  const asked = Date.now();
  let dumps = 0;
  let last = asked;
  setInterval(() => {
    const mtime = existsSync(dump) ? statSync(dump).mtimeMs : 0;
    if (mtime > last) {
      last = mtime;
      dumps += 1;
    }
    if ((dumps >= 2 && seen.startsWith(`${last} `)) || Date.now() - asked > STOP_MS) anvil.kill('SIGTERM');
  }, LOOK_MS / 5);
}
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);
anvil.on('error', (cause) => {
  console.error(`${program}: ${cause.message}`);
  process.exit(1);
});
anvil.on('exit', (code, signal) => {
  clearInterval(timer);
  keep();
  say(`ended: ${signal ?? `exit code ${code}`}`);
  process.exit(signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : (code ?? 1));
});
