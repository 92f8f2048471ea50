import { Problem } from '../api/problem';

/** What came back for a call. */
export interface Called {
  status: number;
  milliseconds: number;
  size: number;
  body: string;
  requestId: string | null;
  wouldRefuse: string | null;
}

/** What is wrong with the parameters as typed; null when nothing is. */
export function paramsWrong(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) || (typeof value === 'object' && value !== null) ? null : 'A list is wanted: [ … ]';
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'This is not JSON';
  }
}

/** Sends one call. The parameters go as typed: numbers beyond what JavaScript can hold stay what they are. */
export async function call(url: string, method: string, params: string): Promise<Called> {
  const began = performance.now();
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":${params}}`,
      credentials: 'omit',
      referrerPolicy: 'origin',
    });
  } catch (cause) {
    throw new Problem('unreachable', 'No answer came', 0, `The proxy cannot be reached from this browser (${String(cause)}).`, '', []);
  }
  const text = await response.text();
  return {
    status: response.status,
    milliseconds: performance.now() - began,
    size: new Blob([text]).size,
    body: pretty(text),
    requestId: response.headers.get('x-request-id'),
    wouldRefuse: response.headers.get('x-berth-would-refuse'),
  };
}

/** With line breaks where that changes no number. */
function pretty(text: string): string {
  try {
    const written = JSON.stringify(JSON.parse(text), null, 2);
    return /[0-9]{16,}/.test(text) ? text : written;
  } catch {
    return text;
  }
}
