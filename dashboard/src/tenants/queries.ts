import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const TENANTS = ['tenants'] as const;

/** The first tenants with this in their name or title. */
export const findTenants = (named: string | undefined) => answer(api.GET('/api/v1/tenants', { params: { query: { limit: 50, named } } })).then((page) => page.items);

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
