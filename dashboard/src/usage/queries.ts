import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Api, answer, api } from '../api/client';

export type SpendBy = Api['Spend']['by'];

/** What a month costs, day by day; its amounts add up to the month's export. */
export const spendQuery = (month: string, tenant?: string) =>
  queryOptions({
    queryKey: ['spend', month, tenant ?? ''],
    queryFn: () => answer(api.GET('/api/v1/spend', { params: { query: { month, by: 'day', tenant, limit: 500 } } })),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
