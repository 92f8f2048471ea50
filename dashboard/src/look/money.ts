/** Exact amounts: decimal strings, as the API gives them, never floating point. */
interface Exact {
  digits: bigint;
  scale: number;
}

function exact(text: string): Exact {
  const found = /^(-?)([0-9]+)(?:[.]([0-9]+))?$/.exec(text);
  if (!found) throw new Error(`${text} (expected: a decimal number)`);
  const [, sign, integer, fraction = ''] = found;
  return { digits: BigInt(`${sign}${integer}${fraction}`), scale: fraction.length };
}

function written({ digits, scale }: Exact): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** An amount so many times over. */
export function times(amount: string, factor: number): string {
  const { digits, scale } = exact(amount);
  return written({ digits: digits * BigInt(factor), scale });
}

/** EUR 1,234.50: at least two decimals, and as many more as there are that say something. */
export function money(amount: string, currency: string): string {
  const { digits, scale } = exact(amount);
  const text = written({ digits, scale });
  const [integer = '0', fraction = ''] = text.split('.');
  const shown = fraction.replace(/0+$/, '').padEnd(2, '0');
  return `${currency} ${integer.replace(/\B(?=(\d{3})+$)/g, ',')}.${shown}`;
}

/** What one reads at a glance: EUR 1,234.50, cut to cents; < EUR 0.01 */
export function glance(amount: string, currency: string): string {
  const { digits, scale } = exact(amount);
  const cents = scale > 2 ? digits / 10n ** BigInt(scale - 2) : digits * 10n ** BigInt(2 - scale);
  return cents === 0n && digits !== 0n ? `< ${currency} 0.01` : money(written({ digits: cents, scale: 2 }), currency);
}

/** The hours of a month of 365/12 days, as prices by the month are quoted. */
export const HOURS_A_MONTH = 730;
