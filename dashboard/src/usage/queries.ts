import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Api, answer, api } from '../api/client';

export type SpendBy = Api['Spend']['by'];

/** What a month costs, split; its amounts add up to the month's export. */
export const spendQuery = (month: string, by: SpendBy, tenant?: string) =>
  queryOptions({
    queryKey: ['spend', month, by, tenant ?? ''],
    queryFn: () => answer(api.GET('/api/v1/spend', { params: { query: { month, by, tenant } } })),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
