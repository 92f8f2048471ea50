import type { Api } from '../api/client';

interface Need {
  cpuMillis: number;
  memoryBytes: number;
  diskBytes: number;
}

/** A size of a template, with what its units need together. */
export interface Size extends Need {
  name: string;
  diskClass: string;
}

/** The sizes that a template has on a network, in its order. */
export function sizesOn(template: Api['Template'], network: string): Size[] {
  return Object.entries(template.sizes).flatMap(([name, written]) => {
    const size = written as { networks?: string[]; diskClass?: string; units?: Record<string, Need> };
    if (size.networks && !size.networks.includes(network)) return [];
    const units = Object.values(size.units ?? {});
    const all = (of: (need: Need) => number) => units.reduce((sum, unit) => sum + of(unit), 0);
    return [
      {
        name,
        diskClass: size.diskClass ?? 'any',
        cpuMillis: all((need) => need.cpuMillis),
        memoryBytes: all((need) => need.memoryBytes),
        diskBytes: all((need) => need.diskBytes),
      },
    ];
  });
}

/** What an hour of a node costs by a network's price table; null where it has no price. */
export function hourly(prices: Api['PriceTable'] | null | undefined, template: string, size: string): string | null {
  return prices?.nodes.find((node) => node.template === template && node.size === size)?.perHour ?? null;
}
