// The chain as the consensus decided it: one payload a line, append-only, oldest first.
//
// A line holds what differs from the line before. blockNumber, parentHash and prevRandao follow from the parent and are
// left out. Every KEYFRAME-th line is whole, so that reading may begin there. A last line without its newline is what a
// kill left of an append that nobody was told of: it is cut off. Any other line that cannot be read is damage.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const KEYFRAME = 256;
const REMEMBERED = 128;

/** The randomness of a block, the same whoever builds on this parent. */
export function randao(parentHash) {
  return '0x' + createHash('sha256').update(parentHash).digest('hex');
}

function whole(previous, difference) {
  const payload = { ...previous, ...difference };
  if (difference.blockNumber === undefined) {
    payload.blockNumber = '0x' + (Number(previous.blockNumber) + 1).toString(16);
    payload.parentHash = previous.blockHash;
  }
  if (difference.prevRandao === undefined) payload.prevRandao = randao(payload.parentHash);
  return payload;
}

function difference(previous, payload) {
  const result = {};
  for (const [key, value] of Object.entries(payload)) {
    const derived = key === 'blockNumber' || key === 'parentHash'
      || (key === 'prevRandao' && value === randao(payload.parentHash));
    if (!derived && JSON.stringify(previous[key]) !== JSON.stringify(value)) result[key] = value;
  }
  return result;
}

export class PayloadLog {
  #file;
  #size = 0;
  #keyframes = []; // byte offset of every KEYFRAME-th line
  #count = 0;
  #recent = [];

  static async open(path) {
    const log = new PayloadLog();
    log.#file = await open(path, 'a+', 0o600);
    await log.#load(path);
    return log;
  }

  async #load(path) {
    const size = (await this.#file.stat()).size;
    let rest = Buffer.alloc(0);
    let position = 0;
    while (position < size) {
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(1 << 20), 0, 1 << 20, position);
      position += bytesRead;
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      let start = 0;
      for (let end; (end = bytes.indexOf(10, start)) >= 0; start = end + 1) {
        let payload;
        try {
          payload = this.#next(JSON.parse(bytes.toString('utf8', start, end)), this.latest);
        } catch (cause) {
          throw new Error(`${path}: line ${this.#count + 1} at byte ${this.#size} cannot be read (${cause.message})`);
        }
        this.#remember(payload, end + 1 - start);
      }
      rest = bytes.subarray(start);
    }
    if (rest.length > 0) await this.#file.truncate(this.#size);
  }

  #next(line, previous) {
    const keyframe = this.#count % KEYFRAME === 0;
    const payload = keyframe ? line : whole(previous, line);
    if (Number(payload.blockNumber) !== this.#count + 1) {
      throw new Error(`block ${payload.blockNumber} where ${this.#count + 1} was expected`);
    }
    return payload;
  }

  #remember(payload, bytes) {
    if (this.#count % KEYFRAME === 0) this.#keyframes.push(this.#size);
    this.#size += bytes;
    this.#count += 1;
    this.#recent.push(payload);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }

  /** The newest payload, or undefined while nothing was decided. */
  get latest() {
    return this.#recent.at(-1);
  }

  /** How many payloads there are, which is the number of the newest block. */
  get height() {
    return this.#count;
  }

  /** Appends the child of the newest payload; it is on disk when this returns. */
  async append(payload) {
    if (Number(payload.blockNumber) !== this.#count + 1 || (this.latest && payload.parentHash !== this.latest.blockHash)) {
      throw new Error(`block ${payload.blockNumber} on ${payload.parentHash} does not follow block ${this.#count}`);
    }
    const keyframe = this.#count % KEYFRAME === 0;
    const line = Buffer.from(JSON.stringify(keyframe ? payload : difference(this.latest, payload)) + '\n');
    try {
      await this.#file.appendFile(line);
      await this.#file.datasync();
    } catch (cause) {
      await this.#file.truncate(this.#size);
      throw cause;
    }
    this.#remember(payload, line.length);
  }

  /** Payloads of the blocks first to last, both included. */
  async read(first, last) {
    const remembered = this.#count - this.#recent.length + 1;
    if (first >= remembered) return this.#recent.slice(first - remembered, last - remembered + 1);
    const from = Math.floor((first - 1) / KEYFRAME);
    const start = this.#keyframes[from];
    const end = this.#keyframes[Math.floor((last - 1) / KEYFRAME) + 1] ?? this.#size;
    const { buffer } = await this.#file.read(Buffer.alloc(end - start), 0, end - start, start);
    const result = [];
    let previous;
    let number = from * KEYFRAME + 1;
    for (const line of buffer.toString('utf8').split('\n')) {
      if (number > last) break;
      const parsed = JSON.parse(line);
      previous = (number - 1) % KEYFRAME === 0 ? parsed : whole(previous, parsed);
      if (number >= first) result.push(previous);
      number += 1;
    }
    return result;
  }

  async close() {
    await this.#file.close();
  }
}
