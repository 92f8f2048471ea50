import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

export const PLATFORM = ['platform'] as const;

export const platformQuery = queryOptions({
  queryKey: PLATFORM,
  queryFn: () => answer(api.GET('/api/v1/platform')),
  refetchInterval: 2_000,
});
