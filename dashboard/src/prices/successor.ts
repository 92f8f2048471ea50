import type { Api } from '../api/client';

/** The same prices once more, from the next midnight UTC on. */
export function successorOf(prices: Api['PriceTable'], now: Date): Api['PriceTableCreate'] {
  const midnight = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  return {
    network: prices.network,
    validFrom: midnight.toISOString(),
    currency: prices.currency,
    perMillionUnits: prices.perMillionUnits,
    units: prices.units,
    charged: prices.charged,
    nodes: prices.nodes as Api['PriceTableCreate']['nodes'],
  };
}
