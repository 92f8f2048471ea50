import { Center, Container, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, lazy, type ReactNode, Suspense, useContext } from 'react';
import { answer, api, proveWith } from '../api/client';
import { Problem } from '../api/problem';
import { Failure } from '../look/Failure';
import type { Me } from './me';

const SignInPage = lazy(() => import('./SignInPage'));

const Signed = createContext<Me | null>(null);

/** Who is signed in. */
export function useMe(): Me {
  const me = useContext(Signed);
  if (me === null) throw new Error('useMe() outside of a session');
  return me;
}

export const useIsOperator = (): boolean => useMe().role === 'operator';

/** Whether members and keys are this person's to change. */
export const useMayManage = (): boolean => useMe().role !== 'developer';

export const ME = ['me'] as const;

declare global {
  interface Window {
    berthMe?: Promise<Response>;
  }
}

/** The answer that first.js asked for while this code was on its way: good once. */
function asked(): Promise<Response> | undefined {
  const early = window.berthMe;
  delete window.berthMe;
  return early;
}

/** Shows the page to who is signed in, and to others how to. */
export function Session({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const me = useQuery({
    queryKey: ME,
    queryFn: async () => {
      const found = await answer(api.GET('/api/v1/me', { fetch: (request) => asked() ?? fetch(request) }));
      proveWith(found.csrf);
      return found;
    },
    staleTime: 60_000,
    retry: false,
    refetchInterval: (query) => (query.state.error instanceof Problem && query.state.error.status === 0 ? 3_000 : false),
  });
  if (me.data) return <Signed value={me.data}>{children}</Signed>;
  if (me.isPending) {
    return (
      <Center h="100vh" aria-busy>
        <Loader size="sm" aria-label="Loading" />
      </Center>
    );
  }
  if (me.error instanceof Problem && me.error.status === 401) {
    return (
      <Suspense fallback={null}>
        <SignInPage
          signedIn={(found) => {
            proveWith(found.csrf);
            cache.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] }); // what was there is another's
            cache.setQueryData(ME, found);
          }}
        />
      </Suspense>
    );
  }
  return (
    <Container size="sm" py={80}>
      <Failure error={me.error ?? new Error('')} again={() => void me.refetch()} />
    </Container>
  );
}
