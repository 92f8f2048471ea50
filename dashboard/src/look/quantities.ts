const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const few = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** 12,345 */
export const count = (value: number): string => whole.format(value);

/** 12.3K */
export const compact = (value: number): string => (Math.abs(value) < 10000 ? count(value) : short.format(value));

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** 1.5 GiB */
export function bytes(value: number): string {
  let unit = 0;
  let left = value;
  while (Math.abs(left) >= 1024 && unit < SIZES.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${few.format(left)} ${SIZES[unit]}`;
}

/** 0.25 cores */
export const cores = (millis: number): string => `${few.format(millis / 1000)} ${millis === 1000 ? 'core' : 'cores'}`;

/** 12.3 /s */
export const perSecond = (value: number): string => `${value < 10 ? few.format(value) : compact(Math.round(value))} /s`;

/** 0.42 % ; a share of nothing is none. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const share = (100 * part) / whole;
  if (share === 0 || share >= 10) return `${share.toFixed(0)} %`;
  return `${share.toFixed(share < 0.1 ? 2 : 1)} %`;
}

const SPANS: [number, string][] = [
  [86400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** How long a step took: 0.3 s, 12 s, 4 min 2 s. */
export function took(millis: number): string {
  if (millis < 50) return '< 0.1 s';
  return millis < 10_000 ? `${few.format(Math.round(millis / 100) / 10)} s` : span(millis / 1000);
}

/** 2 d 4 h, 45 s: the two largest parts. */
export function span(seconds: number): string {
  let left = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [size, unit] of SPANS) {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n > 0) parts.push(`${n} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
