// Keeps one execution client level with the log, on a task of its own, so that a slow or dead one delays nobody.
import { Engine } from './engine.mjs';

const PROBE_MS = 1500;
const PAYLOAD_MS = 10_000;
const BATCH = 48; // clients look back some 128 blocks from a fork choice; well inside that
const RETRY_MS = 500;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What clients are told of the chain when this block is its head: two blocks back is final, nothing here is undone. */
export async function forkChoice(chain, number) {
  const hash = async (n) => (n <= 0 ? chain.genesis.hash : (await chain.log.read(n, n))[0].blockHash);
  return {
    headBlockHash: await hash(number),
    safeBlockHash: await hash(number - 1),
    finalizedBlockHash: await hash(number - 2),
  };
}

/** A block as it is read over `eth_getBlockByNumber` and `engine_getPayloadBodiesByRangeV1`, as a payload. */
export function payloadOf(block, body) {
  const { parentHash, miner, stateRoot, receiptsRoot, logsBloom, mixHash, number, gasLimit, gasUsed, timestamp } = block;
  return {
    parentHash, feeRecipient: miner, stateRoot, receiptsRoot, logsBloom, prevRandao: mixHash, blockNumber: number, gasLimit,
    gasUsed, timestamp, extraData: block.extraData, baseFeePerGas: block.baseFeePerGas, blockHash: block.hash,
    transactions: body.transactions, withdrawals: body.withdrawals ?? [],
  };
}

export class Member {
  state = 'unknown'; // unknown | level | behind | ahead | lost | foreign
  reason = '';
  head = null; // {number, hash} as last confirmed
  buildSlots = 1; // how many slots it may take to build a block
  tip = null; // its own newest block when it was last located
  genesis = null;
  #located = false;
  #ahead = false;
  #wake = null;
  #closed = false;

  constructor({ name, engine }, secret, chain, events) {
    this.name = name;
    this.chain = chain;
    this.events = events;
    this.engine = new Engine(engine, secret);
    this.done = this.#run();
  }

  /** Whether this member may be asked for the next block. */
  get level() {
    return this.state === 'level' && this.#located && this.head.number === this.chain.head.number;
  }

  /** Tells the task that there is a new head. */
  nudge() {
    this.#wake?.();
  }

  /** Takes it from the builders until its task has talked to it again. */
  suspect(reason) {
    this.#become('lost', reason);
    this.relocate();
  }

  /** Makes its task ask the client again where it stands. */
  relocate() {
    this.#located = false;
    this.nudge();
  }

  async close() {
    this.#closed = true;
    this.nudge();
    this.engine.close();
    await this.done;
  }

  #become(state, reason = '') {
    if (state !== this.state) this.events.changed(this, this.state, state, reason);
    this.state = state;
    this.reason = reason;
  }

  async #run() {
    while (!this.#closed) {
      try {
        await this.#follow();
        await this.#sleep(this.chain.slotMs * 2);
      } catch (failure) {
        if (this.#closed) return;
        this.#located = false;
        this.#become(failure.foreign ? 'foreign' : 'lost', failure.message);
        await pause(RETRY_MS);
      }
    }
  }

  /** Until the next nudge; a client that no one nudges is looked at again after a while. */
  #sleep(milliseconds) {
    if (this.#closed || !this.#located || this.head.number < this.chain.head?.number) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.relocate(), milliseconds);
      this.#wake = () => { clearTimeout(timer); this.#wake = null; resolve(); };
    });
  }

  async #follow() {
    if (!this.#located || this.#ahead) await this.#locate();
    if (!this.chain.head || this.#ahead) return;
    while (!this.#closed && this.head.number < this.chain.head.number) {
      const last = Math.min(this.head.number + BATCH, this.chain.head.number);
      if (this.chain.head.number - this.head.number > 3) this.#become('behind', `${this.chain.head.number - this.head.number} blocks`);
      await this.#give(await this.chain.log.read(this.head.number + 1, last));
    }
    if (this.#located && this.head.number === this.chain.head.number) this.#become('level');
  }

  /** Finds the newest block of the log that this client has as its own. */
  async #locate() {
    const latest = await this.block('latest');
    this.genesis = await this.block('0x0');
    this.tip = { number: Number(latest.number), hash: latest.hash };
    this.#located = true;
    this.#ahead = false;
    this.head = { number: 0, hash: this.genesis.hash };
    if (!this.chain.head) return;
    if (this.genesis.hash !== this.chain.genesis.hash) {
      throw Object.assign(new Error(`genesis ${this.genesis.hash}, expected ${this.chain.genesis.hash}`), { foreign: true });
    }
    const { head } = this.chain;
    let low = 0;
    let high = Math.min(this.tip.number, head.number);
    let probe = high;
    while (low < high) {
      const theirs = await this.block('0x' + probe.toString(16));
      const [ours] = await this.chain.log.read(probe, probe);
      if (theirs?.hash === ours.blockHash) low = probe; else high = probe - 1;
      probe = Math.ceil((low + high) / 2);
    }
    this.#ahead = low === head.number && this.tip.number > low;
    if (this.#ahead) {
      // Blocks that the log has lost. A fork choice would make the client forget them before they are taken over.
      this.head = { number: low, hash: head.hash };
      this.#become('ahead', `${this.tip.number - low} blocks`);
      return;
    }
    // Said once more even when level: a client that was restarted opens its transaction pool on a fork choice.
    await this.#choose(low);
  }

  async #give(payloads) {
    for (const [i, payload] of payloads.entries()) {
      const { status, validationError } = await this.engine.call('engine_newPayloadV2', [payload], PAYLOAD_MS);
      if (status === 'INVALID') throw new Error(`block ${Number(payload.blockNumber)} is invalid: ${validationError}`);
      // Not VALID yet: too much to execute while we wait, so it is executed behind the fork choice. The first: a client that
      // built it itself calls it VALID without having stored it, and would not find it as the parent of the second.
      if (status !== 'VALID' || i === 0 || i === payloads.length - 1) await this.#choose(Number(payload.blockNumber));
    }
  }

  async #choose(number) {
    const choice = await forkChoice(this.chain, number);
    const until = Date.now() + PAYLOAD_MS * 3;
    for (;;) {
      const { payloadStatus } = await this.engine.call('engine_forkchoiceUpdatedV2', [choice, null], PAYLOAD_MS);
      if (payloadStatus.status === 'VALID') break;
      if (payloadStatus.status === 'INVALID') throw new Error(`head ${number} is invalid: ${payloadStatus.validationError}`);
      if (Date.now() > until || this.#closed) throw new Error(`still ${payloadStatus.status} at block ${number}`);
      await pause(100);
    }
    this.head = { number, hash: choice.headBlockHash };
  }

  block(tag, milliseconds = PROBE_MS) {
    return this.engine.call('eth_getBlockByNumber', [tag, false], milliseconds);
  }

  /** The payloads of blocks that this client has and the log has not. */
  async payloads(first, last, milliseconds) {
    const bodies = await this.engine.call('engine_getPayloadBodiesByRangeV1',
      [first, last - first + 1].map((n) => '0x' + n.toString(16).padStart(16, '0')), milliseconds);
    return Promise.all(bodies.map(async (body, i) => payloadOf(await this.block('0x' + (first + i).toString(16), milliseconds), body)));
  }
}
