import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const ENDPOINTS = ['endpoints'] as const;

export const endpointQuery = (endpoint: string) =>
  queryOptions({
    queryKey: [...ENDPOINTS, endpoint],
    queryFn: () => answer(api.GET('/api/v1/endpoints/{endpoint}', { params: { path: { endpoint } } })),
  });

/** The newest keys, of which one is shown in snippets. */
export const keysQuery = (endpoint: string) =>
  queryOptions({
    queryKey: [...ENDPOINTS, endpoint, 'keys'],
    queryFn: () => answer(api.GET('/api/v1/endpoints/{endpoint}/keys', { params: { path: { endpoint } } })).then((page) => page.items),
  });
