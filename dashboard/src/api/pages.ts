import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

/** A list that comes page by page, as far as it has been scrolled. */
export interface Pages<T> {
  rows: T[];
  isPending: boolean;
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  more: () => void;
  again: () => void;
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/** The first page is small, so that it is soon there; those that come while somebody scrolls are few. */
const FIRST = 100;
const FURTHER = 500;

export function usePages<T>(
  key: readonly unknown[],
  load: (cursor: string | undefined, limit: number) => Promise<Page<T>>,
  options: { enabled?: boolean; every?: number } = {},
): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam, pageParam === undefined ? FIRST : FURTHER),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    // Each page that is there is read again: the more there are, the less often.
    refetchInterval: (query) => (options.every ? options.every * (query.state.data?.pages.length ?? 1) ** 2 : false),
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return {
    rows,
    isPending: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  };
}
