import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Api, answer, api } from '../api/client';
import { type Span, stepsOf } from './spans';

export type By = 'outcome' | 'sku' | 'endpoint' | 'key';

/** Calls over a stretch of time, with when each of its steps begins. */
export interface Traffic {
  steps: number[];
  series: Api['Traffic']['series'];
  /** The server's time of this. */
  at: number;
}

interface Wish {
  span: Span;
  by: By;
  endpoint?: string | undefined;
  tenant?: string | undefined;
}

/** Calls up to now; asked again often where its steps are short. */
export const trafficQuery = ({ span, by, endpoint, tenant }: Wish) =>
  queryOptions({
    queryKey: ['traffic', span.name, by, endpoint ?? '', tenant ?? ''],
    queryFn: async (): Promise<Traffic> => {
      const steps = stepsOf(span, Date.now() / 1000);
      const from = new Date((steps[0] ?? 0) * 1000).toISOString();
      const found = await answer(api.GET('/api/v1/traffic', { params: { query: { from, step: span.step, by, endpoint, tenant } } }));
      return { steps, series: found.series, at: Date.parse(found.to) / 1000 };
    },
    refetchInterval: span.step === 'minute' ? 5_000 : 20_000,
    placeholderData: keepPreviousData,
  });
