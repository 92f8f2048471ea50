import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const TENANTS = ['tenants'] as const;

export const tenantsQuery = queryOptions({
  queryKey: [...TENANTS, 'all'],
  queryFn: () => answer(api.GET('/api/v1/tenants', { params: { query: { limit: 500 } } })).then((page) => page.items),
  staleTime: 60_000,
});

export const tenantQuery = (name: string) =>
  queryOptions({
    queryKey: [...TENANTS, name],
    queryFn: () => answer(api.GET('/api/v1/tenants/{name}', { params: { path: { name } } })),
  });

export const accountQuery = (name: string) =>
  queryOptions({
    queryKey: ['account', name],
    queryFn: () => answer(api.GET('/api/v1/tenants/{name}/account', { params: { path: { name } } })),
  });
