import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

/** A month, priced line by line. */
export const exportQuery = (month: string, tenant?: string) =>
  queryOptions({
    queryKey: ['export', month, tenant ?? ''],
    queryFn: () => answer(api.GET('/api/v1/exports/{month}.json', { params: { path: { month }, query: { tenant } } })),
    refetchInterval: 60_000,
  });
