import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const HOSTS = ['hosts'] as const;

export const hostsQuery = queryOptions({
  queryKey: [...HOSTS, 'all'],
  queryFn: () => answer(api.GET('/api/v1/hosts', { params: { query: { limit: 500 } } })).then((page) => page.items),
  refetchInterval: 5_000,
});

export const hostQuery = (host: string) =>
  queryOptions({
    queryKey: [...HOSTS, host],
    queryFn: () => answer(api.GET('/api/v1/hosts/{host}', { params: { path: { host } } })),
    refetchInterval: 3_000,
  });
