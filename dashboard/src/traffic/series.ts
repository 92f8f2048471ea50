import type { Line } from '../look/Plot';
import type { Traffic } from './queries';

type Series = Traffic['series'][number];

/** Outcomes look as their states do. */
const OUTCOMES: Record<string, string> = { answered: '--series-1', failed: '--bad-fill', refused: '--warn-fill', invalid: '--idle-fill' };

export const OTHERS = 'all others';

/** One line a series, the one with the most first, with 0 where nothing was counted; what comes after the seventh is one line. */
export function linesOf(series: readonly Series[], steps: readonly number[]): Line[] {
  const index = new Map(steps.map((at, i) => [at, i]));
  const named = series.filter((one) => one.id !== '(other)');
  const kept = series.length > 8 || named.length < series.length ? named.slice(0, 7) : named;
  const lines = kept.map((one): Line => ({ name: one.name, values: valuesOf([one], index), ...(one.id in OUTCOMES ? { colour: OUTCOMES[one.id] } : {}) }));
  const rest = series.filter((one) => !kept.includes(one));
  return rest.length === 0 ? lines : [...lines, { name: OTHERS, values: valuesOf(rest, index) }];
}

function valuesOf(series: readonly Series[], index: ReadonlyMap<number, number>): number[] {
  const values = Array.from({ length: index.size }, () => 0);
  for (const [at = 0, calls = 0] of series.flatMap((one) => one.points)) {
    const i = index.get(at);
    if (i !== undefined) values[i] = (values[i] ?? 0) + calls;
  }
  return values;
}

/** How many calls there were, of one series or of all. */
export function callsOf(series: readonly Series[], id?: string): number {
  return series.filter((one) => id === undefined || one.id === id).reduce((total, one) => total + one.points.reduce((sum, [, calls = 0]) => sum + calls, 0), 0);
}

/** Calls a second, over the minute before and what has passed of the one that goes on. */
export function rateNow({ series, at }: Traffic): number {
  const minute = Math.floor(at / 60) * 60;
  const calls = series.flatMap((one) => one.points).reduce((sum, [when = 0, n = 0]) => (when >= minute - 60 ? sum + n : sum), 0);
  return calls / (60 + (at - minute));
}
