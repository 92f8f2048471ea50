import createClient from 'openapi-fetch';
import type { components, paths } from './document';
import { Problem } from './problem';

/** What the API speaks of, by the names of its document. */
export type Api = components['schemas'];

let csrf = '';

/** Remembers what unsafe requests have to say to show that they come from this page. */
export function proveWith(token: string | null | undefined) {
  csrf = token ?? '';
}

export const api = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  querySerializer: { array: { style: 'form', explode: false } },
});

api.use({
  onRequest({ request }) {
    if (request.method !== 'GET' && csrf) request.headers.set('X-Berth-CSRF', csrf);
    return request;
  },
});

/** The answer of a call, or its problem thrown. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answered;
  try {
    answered = await call;
  } catch (cause) {
    throw Problem.unreachable(cause);
  }
  if (!answered.response.ok) throw Problem.of(answered.error, answered.response);
  return answered.data as T;
}

/** A key that makes the repeat of a create harmless. */
export function once(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.getRandomValues(new Uint32Array(4)).join('-') };
}
