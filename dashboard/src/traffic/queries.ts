import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { type Counted, stepsBetween } from './buckets';

export type By = 'outcome' | 'sku' | 'endpoint';

export interface Traffic {
  step: number;
  steps: number[];
  counted: Counted[];
}

export interface TrafficWish {
  hours: number;
  by: By;
  endpoint?: string | undefined;
  tenant?: string | undefined;
}

const HOUR = 3600;

/** Calls over the last hours. */
export function useTraffic({ hours, by, endpoint, tenant }: TrafficWish) {
  return useQuery({
    queryKey: ['traffic', hours, by, endpoint ?? '', tenant ?? ''],
    queryFn: async (): Promise<Traffic> => {
      const to = Math.floor(Date.now() / 1000);
      const steps = stepsBetween(to - (hours - 1) * HOUR, to, HOUR);
      const from = new Date((steps[0] ?? to) * 1000).toISOString();
      const counted: Counted[] = [];
      let cursor: string | undefined;
      do {
        const page = await answer(
          api.GET('/api/v1/usage', { params: { query: { from, by: ['hour', by], endpoint, tenant, cursor, limit: 500 } } }),
        );
        for (const sum of page.items) {
          const name = by === 'endpoint' ? sum.endpoint?.name : sum[by];
          if (sum.hour) counted.push({ at: Date.parse(sum.hour) / 1000, name: name ?? '(unknown)', items: sum.calls });
        }
        cursor = page.next ?? undefined;
      } while (cursor);
      return { step: HOUR, steps, counted };
    },
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
}

export function trafficTotals(traffic: Traffic) {
  const of = (name?: string) => traffic.counted.reduce((total, one) => total + (name === undefined || one.name === name ? one.items : 0), 0);
  return { all: of(), answered: of('answered'), failed: of('failed'), refused: of('refused'), invalid: of('invalid') };
}
