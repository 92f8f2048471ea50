import type { Api } from '../api/client';

type Metrics = Api['NodeMetrics'];
type Sample = Metrics['samples'][number];

/** A stretch up to now of what a node used. */
export interface Stretch {
  name: string;
  label: string;
  seconds: number;
}

export const STRETCHES: readonly Stretch[] = [
  { name: '15m', label: '15 min', seconds: 900 },
  { name: '1h', label: '1 h', seconds: 3_600 },
  { name: '24h', label: '24 h', seconds: 86_400 },
  { name: '7d', label: '7 d', seconds: 7 * 86_400 },
  { name: '30d', label: '30 d', seconds: 30 * 86_400 },
];

export interface Drawn {
  times: number[];
  values: (number | null)[];
}

/** One of the things that samples tell; where steps are left out, nothing is known, and nothing is drawn. */
export function drawnOf({ samples, step }: Pick<Metrics, 'samples' | 'step'>, of: (sample: Sample) => number | null): Drawn {
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const sample of samples) {
    const at = Date.parse(sample.at) / 1000;
    const last = times.at(-1);
    if (last !== undefined && at - last > 1.5 * step) {
      times.push(last + step);
      values.push(null);
    }
    times.push(at);
    values.push(of(sample));
  }
  return { times, values };
}

/** 4.2 days, 40 days, a year and more. */
export function daysLeft(days: number): string {
  if (days >= 365) return 'more than a year';
  const shown = days < 10 ? days.toFixed(1) : Math.round(days).toString();
  return shown === '1.0' ? 'a day' : `${shown} days`;
}
