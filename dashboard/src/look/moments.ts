const DAY_TIME = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DATE_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** 23 Nov, 08:12:40, in the reader's time; with the year where it is another one. */
export function local(at: string, now: Date = new Date()): string {
  const time = new Date(at);
  return (time.getFullYear() === now.getFullYear() ? DAY_TIME : DATE_TIME).format(time);
}

/** 2026-11-23 07:12:40 UTC */
export const utc = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const STEPS: [number, number, Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86400, 3600, 'hour'],
  [30 * 86400, 86400, 'day'],
  [365 * 86400, 30 * 86400, 'month'],
  [Infinity, 365 * 86400, 'year'],
];
const RELATIVE = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always', style: 'narrow' });

/** 3 min ago, in 2 days. */
export function relative(at: string, now: number = Date.now()): string {
  const seconds = (Date.parse(at) - now) / 1000;
  if (Math.abs(seconds) < 5) return 'just now';
  for (const [below, size, unit] of STEPS) {
    if (Math.abs(seconds) < below) return RELATIVE.format(Math.round(seconds / size), unit);
  }
  return local(at);
}

/** The UTC month of a moment: 2026-11. */
export const monthOf = (time: Date): string => time.toISOString().slice(0, 7);

/** The last months, the newest first. */
export function lastMonths(now: Date, n: number): string[] {
  return Array.from({ length: n }, (_, i) => monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - i, 1))));
}
