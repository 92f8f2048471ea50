// Speaks the Engine API (JSON-RPC over HTTP with a JWT) to one execution client.
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the Engine API wants it: HS256 over an `iat` of this second. */
export function token(secret, now = Date.now()) {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iat: Math.floor(now / 1000) })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export class Engine {
  #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  #id = 0;

  constructor(url, secret) {
    this.url = url;
    this.secret = secret;
  }

  /** Calls a method and gives its result; fails with the client's message, or after `milliseconds` without an answer. */
  call(method, params, milliseconds) {
    const body = JSON.stringify({ jsonrpc: '2.0', id: (this.#id += 1), method, params });
    return new Promise((resolve, reject) => {
      const outgoing = request(this.url, {
        method: 'POST',
        agent: this.#agent,
        signal: AbortSignal.timeout(milliseconds),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Bearer ${token(this.secret)}`,
        },
      });
      const failed = (cause) => reject(new Error(cause.name === 'AbortError' || cause.name === 'TimeoutError'
        ? `${method}: no answer within ${milliseconds} ms` : `${method}: ${cause.code ?? cause.message}`));
      outgoing.on('error', failed);
      outgoing.on('response', (incoming) => {
        const chunks = [];
        incoming.on('error', failed);
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (incoming.statusCode !== 200) return failed(new Error(`HTTP ${incoming.statusCode} ${text.slice(0, 120)}`));
          try {
            const { result, error } = JSON.parse(text);
            if (error) failed(new Error(`${error.code} ${error.message}`));
            else resolve(result);
          } catch {
            failed(new Error(`not JSON: ${text.slice(0, 120)}`));
          }
        });
      });
      outgoing.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}
