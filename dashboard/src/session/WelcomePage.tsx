import { Button, Loader, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAct } from '../api/act';
import { answer, api, proveWith } from '../api/client';
import { Failure } from '../look/Failure';
import { CodeField } from './CodeField';
import { Door } from './Door';
import type { Me } from './me';
import { ME } from './Session';

/** Where a link that signs in leads: it is good once, and gone from the address at once. */
export default function WelcomePage() {
  const { token = '' } = useParams();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const asked = useRef(false);
  const [code, setCode] = useState('');
  const enter = useAct<string, Me>({
    perform: (token) => answer(api.POST('/api/v1/session/link', { body: { token, ...(code ? { code } : {}) } })),
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(token);
  };
  return (
    <Door title="Welcome">
      {enter.error?.kind === 'code-required' || (code !== '' && enter.status !== 'success') ? (
        <form onSubmit={submit}>
          <Stack gap="md">
            {enter.error && enter.error.kind !== 'code-required' && <Failure error={enter.error} />}
            <CodeField code={code} change={setCode} />
            <Button type="submit" size="md" loading={enter.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      ) : enter.error ? (
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
