import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const HOSTS = ['hosts'] as const;

/** The first hosts with this in their name. */
export const findHosts = (named: string | undefined) => answer(api.GET('/api/v1/hosts', { params: { query: { limit: 50, named } } })).then((page) => page.items);

export const hostQuery = (host: string) =>
  queryOptions({
    queryKey: [...HOSTS, host],
    queryFn: () => answer(api.GET('/api/v1/hosts/{host}', { params: { path: { host } } })),
    refetchInterval: 3_000,
  });
