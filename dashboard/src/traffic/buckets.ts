import type { Line } from '../look/Plot';

/** A count at a time of something that has a name. */
export interface Counted {
  at: number;
  name: string;
  items: number;
}

/** The steps from the first to the last second, both included, each a multiple of the step. */
export function stepsBetween(from: number, to: number, step: number): number[] {
  const steps: number[] = [];
  for (let at = Math.floor(from / step) * step; at <= to; at += step) steps.push(at);
  return steps;
}

/** One line a name, the one with the most first, with 0 where nothing was counted; what comes after the eighth is one line. */
export function linesOf(counted: readonly Counted[], steps: readonly number[]): Line[] {
  const totals = new Map<string, number>();
  for (const { name, items } of counted) totals.set(name, (totals.get(name) ?? 0) + items);
  const names = [...totals].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  const kept = names.length > 8 ? [...names.slice(0, 7), OTHERS] : names;
  const index = new Map(steps.map((at, i) => [at, i]));
  const lines = new Map(kept.map((name) => [name, steps.map(() => 0)]));
  for (const { at, name, items } of counted) {
    const i = index.get(at);
    const values = lines.get(kept.includes(name) ? name : OTHERS);
    if (i !== undefined && values) values[i] = (values[i] ?? 0) + items;
  }
  return kept.map((name) => ({ name, values: lines.get(name) ?? [], ...(name in OUTCOMES ? { colour: OUTCOMES[name] } : {}) }));
}

/** Outcomes look as their states do. */
const OUTCOMES: Record<string, string> = { answered: '--series-1', failed: '--bad', refused: '--warn', invalid: '--idle' };

export const OTHERS = 'all others';
