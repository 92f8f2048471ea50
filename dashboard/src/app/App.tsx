import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { HashRouter } from 'react-router';
import { noteAnswer } from '../api/away';
import { Problem } from '../api/problem';
import { loadNotices, useWasTold } from '../look/tell';
import { theme } from '../look/theme';
import { ME } from '../session/Session';
import { Boundary } from './Boundary';
import { Pages } from './routes';

const Notices = lazy(loadNotices);

/** A session that has ended shows itself at the next request, whichever it is. */
function onError(error: Error) {
  noteAnswer(error, Date.now());
  if (error instanceof Problem && error.status === 401 && cache.getQueryData(ME)) cache.resetQueries({ queryKey: ME });
}

/** What is not asked for again by itself may have become stale while nothing answered. */
function onSuccess() {
  if (noteAnswer(null, Date.now())) void cache.invalidateQueries();
}

const cache: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError, onSuccess }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
    },
  },
});

const scheme = localStorageColorSchemeManager({ key: 'berth-color-scheme' });

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={scheme}>
      <Told />
      <Boundary>
        <QueryClientProvider client={cache}>
          <HashRouter>
            <Pages />
          </HashRouter>
        </QueryClientProvider>
      </Boundary>
    </MantineProvider>
  );
}

function Told() {
  return (
    useWasTold() && (
      <Suspense fallback={null}>
        <Notices />
      </Suspense>
    )
  );
}
