import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useAct } from '../api/act';
import { answer, api, proveWith } from '../api/client';
import { Failure } from '../look/Failure';
import { CodeField } from './CodeField';
import { Door } from './Door';
import type { Me } from './me';
import { ME } from './Session';

/** Where an invitation leads: a password is chosen, and one is in. */
export default function InvitationPage() {
  const { token = '' } = useParams();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [code, setCode] = useState('');
  const cache = useQueryClient();
  const navigate = useNavigate();
  const accept = useAct<void, Me>({
    perform: () => answer(api.POST('/api/v1/invitations/accept', { body: { token, password, ...(code ? { code } : {}) } })),
    then: (me) => {
      proveWith(me.csrf);
      cache.clear();
      cache.setQueryData(ME, me);
      void navigate('/', { replace: true });
    },
    quiet: true,
  });
  const differs = again !== '' && again !== password;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password === again) accept.mutate();
  };
  return (
    <Door title="Join your team">
      <form onSubmit={submit}>
        <Stack gap="md">
          {accept.error && accept.error.kind !== 'code-required' && <Failure error={accept.error} />}
          <Text size="sm" c="dimmed">
            Choose a password. A long sentence that only you know is better than symbols.
          </Text>
          <PasswordInput
            label="Password"
            size="md"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={password}
            error={accept.error?.at('/password')}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label="The same once more"
            size="md"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={again}
            error={differs && 'This is another one'}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          {(accept.error?.kind === 'code-required' || code !== '') && <CodeField code={code} change={setCode} />}
          <Button type="submit" size="md" loading={accept.isPending} disabled={differs}>
            Join
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
