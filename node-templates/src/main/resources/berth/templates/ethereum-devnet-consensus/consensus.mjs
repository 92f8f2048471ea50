// A consensus for a private chain of any execution clients that speak the Engine API: each slot one level member builds a
// block, the block is written to the log, and then every member is given it. Whoever was away gets from the log what it
// missed, so that no member needs another, or a peer-to-peer network. Start at `Consensus.slot`.
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Member, forkChoice } from './member.mjs';
import { PayloadLog, randao } from './payload-log.mjs';

const FEE_RECIPIENT = '0x00000000000000000000000000000000000000fe';
const FIRST_BLOCK_WAIT_MS = 5000; // with an empty log: for a member that has a chain and is late
const LONGEST_BUILD_SLOTS = 4;
const ADOPT_MS = 10_000;
const ADOPT_PATIENCE_MS = 60_000;

const say = (text) => process.stdout.write(`${new Date().toISOString()} ${text}\n`);

class Consensus {
  members = new Map();
  genesis = null; // {number, hash, timestamp}
  head = null; // the newest block that was decided, in the same shape
  builder = null;
  #turn = 0;
  #firstAnswer = 0;
  #adoptUntil = 0;
  #membersText = null;
  #statusAt = Date.now();
  #built = 0;
  #stopping = new AbortController();

  constructor({ log, secret, membersFile, slotSeconds }) {
    Object.assign(this, { log, secret, membersFile, slotMs: slotSeconds * 1000 });
    if (log.latest) this.head = this.#ofPayload(log.latest);
  }

  #ofPayload(payload) {
    return { number: Number(payload.blockNumber), hash: payload.blockHash, timestamp: Number(payload.timestamp) };
  }

  async run() {
    if (this.head) {
      const [first] = await this.log.read(1, 1);
      this.genesis = { number: 0, hash: first.parentHash, timestamp: 0 };
      say(`resuming at block ${this.head.number} ${this.head.hash}`);
    }
    while (!this.#stopping.signal.aborted) {
      await this.#readMembers();
      try {
        await this.slot();
      } catch (failure) {
        say(`no block: ${failure.message}`);
      }
      this.#sayStatus();
      await pause(this.slotMs - (Date.now() % this.slotMs) + 5, null, { signal: this.#stopping.signal }).catch(() => {});
    }
    await Promise.all([...this.members.values()].map((member) => member.close()));
    await this.log.close();
  }

  stop() {
    this.#stopping.abort();
  }

  /** Decides at most one block: asks level members in turn, takes the first answer, writes it down, then tells everyone. */
  async slot() {
    if (!(await this.#begun())) return;
    await this.#adopt();
    const timestamp = Math.max(Math.floor(Date.now() / 1000), this.head.timestamp + 1);
    for (const member of this.#candidates()) {
      let payload;
      try {
        payload = await this.#build(member, timestamp);
        member.buildSlots = 1;
      } catch (failure) {
        // Not asked again before it answers other questions; should it only have much to execute, it gets longer then.
        member.buildSlots = Math.min(member.buildSlots * 2, LONGEST_BUILD_SLOTS);
        member.suspect(`as builder: ${failure.message}`);
        continue;
      }
      await this.log.append(payload);
      this.head = this.#ofPayload(payload);
      this.builder = member.name;
      this.#built += 1;
      for (const each of this.members.values()) each.nudge();
      return;
    }
  }

  #candidates() {
    const level = [...this.members.values()].filter((member) => member.level);
    this.#turn += 1;
    return level.map((_, i) => level[(this.#turn + i) % level.length]);
  }

  async #build(member, timestamp) {
    const milliseconds = this.slotMs * member.buildSlots;
    const attributes = {
      timestamp: '0x' + timestamp.toString(16), prevRandao: randao(this.head.hash), suggestedFeeRecipient: FEE_RECIPIENT, withdrawals: [],
    };
    const started = await member.engine.call('engine_forkchoiceUpdatedV2', [await forkChoice(this, this.head.number), attributes], milliseconds);
    if (!started.payloadId) throw new Error(`no payload id, ${started.payloadStatus.status}`);
    const { executionPayload } = await member.engine.call('engine_getPayloadV2', [started.payloadId], milliseconds);
    if (executionPayload.parentHash !== this.head.hash) throw new Error(`a payload on ${executionPayload.parentHash}, expected ${this.head.hash}`);
    return executionPayload;
  }

  /** Whether there is a head to build on; the first time, once the members were heard. */
  async #begun() {
    if (this.head) return true;
    const members = [...this.members.values()];
    const heard = members.filter((member) => member.tip);
    if (heard.length === 0) return false;
    this.#firstAnswer ||= Date.now();
    if (heard.length < members.length && Date.now() - this.#firstAnswer < FIRST_BLOCK_WAIT_MS) return false;
    const highest = heard.reduce((a, b) => (b.tip.number > a.tip.number ? b : a));
    this.genesis = { number: 0, hash: highest.genesis.hash, timestamp: Number(highest.genesis.timestamp) };
    this.head = this.genesis;
    say(`genesis ${this.genesis.hash} of ${highest.name}`);
    for (const member of members) member.relocate();
    return true;
  }

  /** Takes over blocks that a member has and the log has not: the log was lost, the members' chain was not. */
  async #adopt() {
    for (const member of this.members.values()) {
      if (!member.tip || member.tip.number <= this.head.number || member.state === 'foreign') continue;
      const last = member.tip.number;
      const common = this.head.number === 0 ? member.genesis : await member.block('0x' + this.head.number.toString(16), ADOPT_MS);
      if (common?.hash !== this.head.hash) {
        say(`blocks to ${last} of ${member.name} are given up: its block ${this.head.number} is ${common?.hash}, expected ${this.head.hash}`);
      } else {
        const first = this.head.number + 1;
        await this.#take(member, last);
        say(`took blocks ${first} to ${last} from ${member.name}`);
      }
      member.tip = null;
      for (const each of this.members.values()) each.relocate();
    }
  }

  /** Fails, and with it the slot, when the member does not answer; it is tried again, for a while. */
  async #take(member, last) {
    this.#adoptUntil ||= Date.now() + ADOPT_PATIENCE_MS;
    try {
      while (this.head.number < last) {
        const payloads = await member.payloads(this.head.number + 1, Math.min(this.head.number + 16, last), ADOPT_MS);
        if (payloads.length === 0) throw new Error(`no block ${this.head.number + 1}`);
        for (const payload of payloads) {
          await this.log.append(payload);
          this.head = this.#ofPayload(payload);
        }
      }
      this.#adoptUntil = 0;
    } catch (failure) {
      if (Date.now() > this.#adoptUntil) member.tip = null;
      throw new Error(`blocks to ${last} of ${member.name} ${member.tip ? 'are not taken yet' : 'are given up'}: ${failure.message}`);
    }
  }

  async #readMembers() {
    let text;
    try {
      text = await readFile(this.membersFile, 'utf8');
      if (text === this.#membersText) return;
      const wanted = new Map(JSON.parse(text).members.map((member) => [`${member.name} ${member.engine}`, member]));
      for (const [key, member] of this.members) {
        if (wanted.has(key)) continue;
        this.members.delete(key);
        say(`${member.name} left`);
        void member.close();
      }
      for (const [key, member] of wanted) {
        if (!this.members.has(key)) this.members.set(key, new Member(member, this.secret, this, this));
      }
      this.#membersText = text;
    } catch (failure) {
      if (text !== this.#membersText) say(`members file: ${failure.message}`);
      this.#membersText = text;
    }
  }

  changed(member, from, to, reason) {
    say(`${member.name} ${from} -> ${to}${reason && ` (${reason})`}${to === 'level' ? ` at ${member.head.number}` : ''}`);
  }

  status() {
    return {
      head: this.head,
      slotSeconds: this.slotMs / 1000,
      builder: this.builder,
      members: [...this.members.values()].map(({ name, state, reason, head }) => ({
        name, state, reason, head: head?.number ?? null, behind: head && this.head ? this.head.number - head.number : null,
      })),
    };
  }

  /** Whether blocks are being made. */
  get ready() {
    return this.log.height > 0 && Date.now() / 1000 - this.head.timestamp < (this.slotMs / 1000) * 3 + 2;
  }

  #sayStatus() {
    if (Date.now() - this.#statusAt < 60_000) return;
    this.#statusAt = Date.now();
    const { members } = this.status();
    say(`head ${this.head?.number ?? 'none'}, ${this.#built} blocks in the last minute; ${members.map((m) => `${m.name} ${m.state}`).join(', ')}`);
    this.#built = 0;
  }
}

function serveStatus(consensus, host, port) {
  return createServer((incoming, outgoing) => {
    const path = incoming.url.split('?')[0];
    const known = path === '/status' || path === '/ready';
    outgoing.writeHead(!known ? 404 : path === '/ready' && !consensus.ready ? 503 : 200, { 'content-type': 'application/json' });
    outgoing.end(known ? JSON.stringify(consensus.status()) + '\n' : '{}\n');
  }).listen(port, host);
}

const { values: options } = parseArgs({
  options: {
    members: { type: 'string' }, jwt: { type: 'string' }, data: { type: 'string' },
    'slot-seconds': { type: 'string', default: '2' }, 'status-host': { type: 'string', default: '127.0.0.1' }, 'status-port': { type: 'string' },
  },
});
const secretText = (await readFile(options.jwt, 'utf8')).trim().replace(/^0x/, '');
if (!/^[0-9a-f]{64}$/i.test(secretText)) throw new Error(`${options.jwt}: expected 64 hex digits, got ${secretText.length} characters`);
await stat(options.data);
const consensus = new Consensus({
  log: await PayloadLog.open(join(options.data, 'payloads.jsonl')),
  secret: Buffer.from(secretText, 'hex'),
  membersFile: options.members,
  slotSeconds: Number(options['slot-seconds']),
});
if (options['status-port']) serveStatus(consensus, options['status-host'], Number(options['status-port']));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => consensus.stop());
await consensus.run();
process.exit(0);
