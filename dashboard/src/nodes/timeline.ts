import type { Tone } from '../look/states';

interface Happened {
  at: string;
  kind: string;
  reason: string;
}

/** A stretch of time in which a node was in one state. */
export interface Stay {
  from: number;
  to: number;
  state: string;
  tone: Tone;
  reason: string;
}

/** The state that begins with an event of a node. */
const BEGINS: Record<string, [state: string, tone: Tone]> = {
  'node.requested': ['Coming up', 'busy'],
  'node.running-wanted': ['Coming up', 'busy'],
  'node.ready': ['Ready', 'ok'],
  'node.degraded': ['Degraded', 'warn'],
  'node.failed': ['Failed', 'bad'],
  'node.stopped-wanted': ['Stopped', 'idle'],
  'node.stopping': ['Stopped', 'idle'],
  'node.deleted-wanted': ['Deleted', 'idle'],
  'node.deleted': ['Deleted', 'idle'],
};

/** In which states a node was between two times (ms), by its events, the newest first; before the first of them nothing is known. */
export function staysOf(events: readonly Happened[], from: number, to: number): Stay[] {
  const stays: Stay[] = [];
  for (const event of [...events].reverse()) {
    const begins = BEGINS[event.kind];
    if (!begins) continue;
    const at = Date.parse(event.at);
    const before = stays.at(-1);
    if (before?.state === begins[0]) continue;
    if (before) before.to = at;
    stays.push({ from: at, to, state: begins[0], tone: begins[1], reason: event.reason });
  }
  return stays.filter((stay) => stay.to > from && stay.from < to).map((stay) => ({ ...stay, from: Math.max(stay.from, from) }));
}
