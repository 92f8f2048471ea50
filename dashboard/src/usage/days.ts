import type { Api } from '../api/client';
import type { Line } from '../look/Plot';

/** A month day by day, each at the reader's midnight so that it has its name: what calls and what nodes cost in a currency, or the compute units of calls. */
export function daysOf(spend: Api['Spend'], currency: string, units: boolean): { times: number[]; lines: Line[] } {
  const [year = 0, month = 1] = spend.month.split('-').map(Number);
  const n = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const times = Array.from({ length: n }, (_, i) => new Date(year, month - 1, i + 1).getTime() / 1000);
  const kinds = units ? (['calls'] as const) : (['calls', 'node'] as const);
  const lines = kinds.map((kind): Line => {
    const values = times.map(() => 0);
    for (const item of spend.items) {
      if (item.kind !== kind || (!units && item.currency !== currency)) continue;
      const i = Number(item.id.slice(8)) - 1;
      values[i] = (values[i] ?? 0) + (units ? item.quantity : Number(item.amount));
    }
    return { name: kind === 'node' ? 'Node hours' : 'Calls', values };
  });
  return { times, lines: lines.filter((line) => line.values.some((value) => value !== 0)) };
}
