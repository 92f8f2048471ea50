import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const POOLS = ['pools'] as const;

export const poolQuery = (pool: string) =>
  queryOptions({
    queryKey: [...POOLS, pool],
    queryFn: () => answer(api.GET('/api/v1/pools/{pool}', { params: { path: { pool } } })),
    refetchInterval: 3_000,
  });
