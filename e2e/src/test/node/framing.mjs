// Finds whole HTTP/1.1 messages in the bytes of one direction of a connection: by Content-Length or by chunks, as clients and
// nodes send them. What it cannot frame it refuses loudly, so that nothing passes uncounted.

const END_OF_HEAD = "\r\n\r\n";

export class Messages {
  #kind;
  #held = Buffer.alloc(0);

  constructor(kind) {
    this.#kind = kind;
  }

  // The messages that the chunk completes: {head, body}, both text, and all their bytes.
  *read(chunk) {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      const message = this.#next();
      if (!message) return;
      yield message;
    }
  }

  #next() {
    const end = this.#held.indexOf(END_OF_HEAD);
    if (end < 0) return null;
    const head = this.#held.subarray(0, end).toString("latin1");
    const from = end + END_OF_HEAD.length;
    const body = /^transfer-encoding: *chunked *$/im.test(head) ? this.#chunks(from) : this.#counted(head, from);
    if (!body) return null;
    const bytes = this.#held.subarray(0, body.end);
    this.#held = this.#held.subarray(body.end);
    return { head, body: body.bytes.toString(), bytes };
  }

  #counted(head, from) {
    const length = /^content-length: *(\d+) *$/im.exec(head);
    const bodiless = this.#kind === "request" || / (204|304) /.test(head.split("\r\n")[0]);
    if (!length && !bodiless) throw new Error(`${this.#kind} without a length: ${head}`);
    const end = from + (length ? Number(length[1]) : 0);
    return this.#held.length < end ? null : { bytes: this.#held.subarray(from, end), end };
  }

  #chunks(from) {
    const parts = [];
    for (let at = from; ; ) {
      const line = this.#held.indexOf("\r\n", at);
      if (line < 0) return null;
      const size = parseInt(this.#held.subarray(at, line).toString("latin1"), 16);
      if (Number.isNaN(size)) throw new Error(`${this.#kind} with a chunk of no size`);
      const end = line + 2 + size + 2;
      if (this.#held.length < end) return null;
      if (size === 0) return { bytes: Buffer.concat(parts), end };
      parts.push(this.#held.subarray(line + 2, end - 2));
      at = end;
    }
  }
}
