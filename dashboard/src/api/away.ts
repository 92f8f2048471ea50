import { useSyncExternalStore } from 'react';
import { Problem } from './problem';

/** When the API answered last before it stopped doing so; null while it answers. */
let since: number | null = null;
let answered = Date.now();
const watchers = new Set<() => void>();

/** Takes note of how a request ended; says whether the API is back after it was away. */
export function noteAnswer(error: Error | null, now: number): boolean {
  const isAway = error instanceof Problem && (error.status === 0 || error.status === 502 || error.status === 503);
  if (!isAway) answered = now;
  const before = since;
  since = isAway ? (before ?? answered) : null;
  if (before === since) return false;
  for (const watcher of watchers) watcher();
  return before !== null && since === null;
}

/** Since when nothing new is known, in ms since 1970; null while the API answers. */
export function useAway(): number | null {
  return useSyncExternalStore(watch, () => since);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
