import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { HashRouter } from 'react-router';
import { Problem } from '../api/problem';
import { theme } from '../look/theme';
import { ME } from '../session/Session';
import { Boundary } from './Boundary';
import { Pages } from './routes';

/** A session that has ended shows itself at the next request, whichever it is. */
function onError(error: Error) {
  if (error instanceof Problem && error.status === 401 && cache.getQueryData(ME)) cache.resetQueries({ queryKey: ME });
}

const cache: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
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
      <Notifications position="bottom-right" />
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
