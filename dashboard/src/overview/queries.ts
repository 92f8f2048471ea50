import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

/** What there is, counted by the server; what happens to nodes makes it stale, as their lists. */
export const overviewQuery = queryOptions({
  queryKey: ['nodes', 'counts'],
  queryFn: () => answer(api.GET('/api/v1/overview')),
  refetchInterval: 15_000,
});
