import type { Api } from '../api/client';

/** A stretch of time up to now, in steps that make a picture. */
export interface Span {
  name: string;
  label: string;
  seconds: number;
  step: Api['Traffic']['step'];
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

export const SPANS: readonly Span[] = [
  { name: '15m', label: '15 min', seconds: HOUR / 4, step: 'minute' },
  { name: '1h', label: '1 h', seconds: HOUR, step: 'minute' },
  { name: '6h', label: '6 h', seconds: 6 * HOUR, step: 'minute' },
  { name: '24h', label: '24 h', seconds: DAY, step: 'hour' },
  { name: '7d', label: '7 d', seconds: 7 * DAY, step: 'hour' },
  { name: '30d', label: '30 d', seconds: 30 * DAY, step: 'day' },
];

export const spanOf = (name: string): Span => {
  const span = SPANS.find((one) => one.name === name);
  if (!span) throw new Error(`${name} (expected: ${SPANS.map((one) => one.name).join(', ')})`);
  return span;
};

const STEP: Record<Span['step'], number> = { minute: 60, hour: HOUR, day: DAY };

/** When each step of a span begins, in seconds since 1970; the last one is the one that `now` is in. */
export function stepsOf(span: Span, now: number): number[] {
  const step = STEP[span.step];
  const last = Math.floor(now / step) * step;
  const n = span.seconds / step;
  return Array.from({ length: n }, (_, i) => last - (n - 1 - i) * step);
}
