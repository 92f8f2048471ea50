import { Problem } from '../api/problem';

/** How many lines are kept. */
export const KEPT = 5_000;

const COLOURS = /\u001b\[[0-9;]*m/g;

/** Splits what comes in pieces into lines; the last one may go on with the next piece. */
export class Lines {
  private rest = '';

  take(piece: string): string[] {
    const parts = (this.rest + piece).split('\n');
    this.rest = parts.pop() ?? '';
    return parts.map((line) => line.replace(/\r$/, '').replace(COLOURS, ''));
  }
}

/** Follows what a unit writes, until the function that is given back is called. */
export function followLog(node: string, unit: string, take: (lines: string[]) => void, fail: (why: Error) => void): () => void {
  const ends = new AbortController();
  void follow(node, unit, take, ends.signal).catch((cause: unknown) => {
    if (!ends.signal.aborted) fail(cause instanceof Error ? cause : new Error(String(cause)));
  });
  return () => ends.abort();
}

async function follow(node: string, unit: string, take: (lines: string[]) => void, signal: AbortSignal) {
  const query = new URLSearchParams({ follow: 'true', tail: '1000', ...(unit ? { unit } : {}) });
  const response = await fetch(`/api/v1/nodes/${encodeURIComponent(node)}/logs?${query}`, { signal });
  if (!response.ok) throw Problem.of(await response.json().catch(() => null), response);
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = new Lines();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const found = lines.take(value);
    if (found.length > 0) take(found);
  }
}
