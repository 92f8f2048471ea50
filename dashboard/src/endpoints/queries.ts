import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const ENDPOINTS = ['endpoints'] as const;

export const endpointQuery = (endpoint: string) =>
  queryOptions({
    queryKey: [...ENDPOINTS, endpoint],
    queryFn: () => answer(api.GET('/api/v1/endpoints/{endpoint}', { params: { path: { endpoint } } })),
  });

export const endpointsQuery = queryOptions({
  queryKey: [...ENDPOINTS, 'all'],
  queryFn: () => answer(api.GET('/api/v1/endpoints', { params: { query: { limit: 500 } } })).then((page) => page.items),
});

export const keysQuery = (endpoint: string) =>
  queryOptions({
    queryKey: [...ENDPOINTS, endpoint, 'keys'],
    queryFn: () => answer(api.GET('/api/v1/endpoints/{endpoint}/keys', { params: { path: { endpoint }, query: { limit: 500 } } })).then((page) => page.items),
  });
