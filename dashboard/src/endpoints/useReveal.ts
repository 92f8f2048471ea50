import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { useIsOperator } from '../session/Session';
import { keysQuery } from './queries';

export type Secret = Api['EndpointKeyWithSecret'];

/** The text of an endpoint's keys. Reading one is written down as an event, so it is read when somebody asks for it. */
export interface Reveal {
  /** What is shown of a key, if it has been asked for. */
  of: (key: string) => Secret | undefined;
  /** The key that snippets and console use: the first active one. */
  first: Api['EndpointKey'] | undefined;
  ask: (key: string) => void;
  isAsking: boolean;
  show: (secret: Secret) => void;
  /** Operators see that there are keys, not the keys. */
  isAllowed: boolean;
}

export function useReveal(endpoint: string): Reveal {
  const keys = useQuery(keysQuery(endpoint));
  const [shown, setShown] = useState<Record<string, Secret>>({});
  const operator = useIsOperator();
  const show = (secret: Secret) => setShown((before) => ({ ...before, [secret.id]: secret }));
  const ask = useAct<string, Secret>({
    perform: (key) => answer(api.GET('/api/v1/endpoints/{endpoint}/keys/{key}', { params: { path: { endpoint, key } } })),
    then: show,
  });
  const first = useMemo(() => keys.data?.find((key) => key.state === 'active' && !key.expiresAt) ?? keys.data?.find((key) => key.state === 'active'), [keys.data]);
  return { of: (key) => shown[key], first, ask: ask.mutate, isAsking: ask.isPending, show, isAllowed: !operator };
}
