import { Loader, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAct } from '../api/act';
import { proveWith } from '../api/client';
import { Failure } from '../look/Failure';
import { Door } from './Door';
import { type Me, send } from './requests';
import { ME } from './Session';

/** Where a link that signs in leads: it is good once, and gone from the address at once. */
export default function WelcomePage() {
  const { token = '' } = useParams();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const asked = useRef(false);
  const enter = useAct<string, Me>({
    perform: (token) => send('POST', '/session/link', { token }),
    then: (me) => {
      proveWith(me.csrf);
      cache.clear();
      cache.setQueryData(ME, me);
      void navigate('/', { replace: true });
    },
    quiet: true,
  });
  const { mutate } = enter;
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    mutate(token);
  }, [mutate, token]);
  return (
    <Door title="Welcome">
      {enter.error ? (
        <>
          <Failure error={enter.error} />
          <Text size="sm">
            A link is good once. Run <span className="mono">./berth up</span> again for another one, or <Link to="/">sign in</Link>.
          </Text>
        </>
      ) : (
        <Loader size="sm" aria-label="Signing in" />
      )}
    </Door>
  );
}
