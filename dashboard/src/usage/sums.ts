import type { Api } from '../api/client';
import { sum } from '../look/money';

type ExportLine = Api['ExportLine'];

export interface Sum {
  name: string;
  quantity: bigint;
  answered: number;
  failed: number;
  refused: number;
  cost: string;
  currency: string;
}

/** The lines of an export added up by what a line is said to be of; exactly, so that all sums together are the export's. */
export function sumsBy(lines: readonly ExportLine[], nameOf: (line: ExportLine) => string): Sum[] {
  const groups = new Map<string, ExportLine[]>();
  for (const line of lines) {
    const key = `${line.currency} ${nameOf(line)}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()]
    .map((group) => ({
      name: group[0] ? nameOf(group[0]) : '',
      currency: group[0]?.currency ?? '',
      quantity: group.reduce((total, line) => total + BigInt(line.quantity.split('.')[0] ?? '0'), 0n),
      answered: group.reduce((total, line) => total + (line.answered ?? 0), 0),
      failed: group.reduce((total, line) => total + (line.failed ?? 0), 0),
      refused: group.reduce((total, line) => total + (line.refused ?? 0), 0),
      cost: sum(group.map((line) => line.cost)),
    }))
    .sort((a, b) => Number(b.cost) - Number(a.cost) || a.name.localeCompare(b.name));
}
