import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { isMoving } from '../look/states';

export const NODES = ['nodes'] as const;

/** A node; asked again often while it is about to be something else. */
export const nodeQuery = (node: string) =>
  queryOptions({
    queryKey: [...NODES, node],
    queryFn: () => answer(api.GET('/api/v1/nodes/{node}', { params: { path: { node } } })),
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data.state) ? 1_000 : 10_000),
  });

export const networksQuery = queryOptions({
  queryKey: ['networks'],
  queryFn: () => answer(api.GET('/api/v1/networks', { params: { query: { limit: 500 } } })).then((page) => page.items),
  staleTime: 300_000,
});

export const networkQuery = (network: string) =>
  queryOptions({
    queryKey: ['networks', network],
    queryFn: () => answer(api.GET('/api/v1/networks/{network}', { params: { path: { network } } })),
    staleTime: 300_000,
  });

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: () => answer(api.GET('/api/v1/templates', { params: { query: { limit: 500 } } })).then((page) => page.items),
  staleTime: 300_000,
});

export const operationQuery = (operation: string) =>
  queryOptions({
    queryKey: ['operations', operation],
    queryFn: () => answer(api.GET('/api/v1/operations/{operation}', { params: { path: { operation } } })),
    refetchInterval: (query) => (query.state.data?.state === 'running' ? 5_000 : false),
  });
