import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Copy, CopyWords } from '../look/Copy';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Facts, Page, Panel } from '../look/Page';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';
import { deviceOf } from './device';
import type { Me, OpenSession } from './me';
import { ME, useMe } from './Session';

/** What is about oneself: password, authenticator, where one is signed in. */
export default function ProfilePage() {
  const me = useMe();
  return (
    <Page title="Profile">
      <Panel>
        <Facts
          of={[
            ['Signed in as', me.email ?? me.name ?? '–'],
            ['With', me.kind === 'session' ? 'a session' : 'an API key'],
            ['Role', me.role],
            ['Organisation', me.tenant?.name ?? 'the platform'],
          ]}
        />
      </Panel>
      {me.kind === 'session' && (
        <>
          <Password me={me} />
          <Authenticator me={me} />
          <Sessions />
        </>
      )}
    </Page>
  );
}

function Password({ me }: { me: Me }) {
  const cache = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useAct<void, Me>({
    perform: () => answer(api.POST('/api/v1/me/password', { body: { next, ...(me.passwordSet ? { current } : {}) } })),
    changes: [SESSIONS],
    said: 'Your password is another one now. Other sessions of yours have ended.',
    then: (me) => {
      cache.setQueryData(ME, me);
      setCurrent('');
      setNext('');
    },
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Panel title="Password">
      <form onSubmit={submit}>
        <Stack gap="md" maw={400}>
          {change.error && <Failure error={change.error} />}
          <input type="text" autoComplete="username" value={me.email ?? ''} readOnly hidden />
          {me.passwordSet && (
            <PasswordInput label="The one you have" autoComplete="current-password" required withAsterisk={false} value={current} onChange={(event) => setCurrent(event.currentTarget.value)} />
          )}
          <PasswordInput
            label="The new one"
            description="12 characters or more, of any kind."
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={next}
            error={change.error?.at('/next')}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
            {me.passwordSet ? 'Change the password' : 'Set a password'}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

function Authenticator({ me }: { me: Me }) {
  const cache = useQueryClient();
  const [code, setCode] = useState('');
  const offer = useAct<void, Api['TotpOffer']>({ perform: () => answer(api.POST('/api/v1/me/totp')) });
  const confirm = useAct<void, Api['RecoveryCodes']>({
    perform: () => answer(api.POST('/api/v1/me/totp/confirm', { body: { code } })),
    changes: [ME],
    then: () => {
      offer.reset();
      setCode('');
    },
    quiet: true,
  });
  const remove = useAct<void, Me>({
    perform: () => answer(api.DELETE('/api/v1/me/totp', { body: { code } })),
    said: 'Codes are asked for no more.',
    then: (me) => {
      cache.setQueryData(ME, me);
      confirm.reset();
      setCode('');
    },
    quiet: true,
  });
  const field = (
    <TextInput label="The six digits that it shows" inputMode="numeric" autoComplete="one-time-code" required withAsterisk={false} maxLength={40} w={220} value={code} onChange={(event) => setCode(event.currentTarget.value)} />
  );
  const doing = (act: typeof confirm | typeof remove) => (event: FormEvent) => {
    event.preventDefault();
    act.mutate();
  };
  return (
    <Panel title="Authenticator" actions={<State of={me.totp ? 'on' : 'off'} tone={me.totp ? 'ok' : 'idle'} />}>
      <Stack gap="md">
        {confirm.data && (
          <Alert color="blue" variant="light" title="Keep these recovery codes where you will find them">
            <Text size="sm" mb={8}>
              Each stands in for the authenticator once. They are not shown again.
            </Text>
            <pre className="code">{confirm.data.recoveryCodes.join('\n')}</pre>
            <Group mt="sm">
              <CopyWords text={confirm.data.recoveryCodes.join('\n')} label="Copy the codes" />
            </Group>
          </Alert>
        )}
        {me.totp ? (
          <form onSubmit={doing(remove)}>
            <Stack gap="md">
              <Text size="sm">Signing in asks for a code of your authenticator.</Text>
              {remove.error && <Failure error={remove.error} />}
              <Group align="flex-end" gap="sm">
                {field}
                <Button type="submit" variant="default" loading={remove.isPending}>
                  Turn it off
                </Button>
              </Group>
            </Stack>
          </form>
        ) : offer.data ? (
          <form onSubmit={doing(confirm)}>
            <Stack gap="md">
              <Text size="sm">
                Open <a href={offer.data.uri}>this address</a> on the device of your authenticator, or type the secret into it:
              </Text>
              <Group gap={6}>
                <code className="code" style={{ padding: '6px 10px' }}>
                  {offer.data.secret}
                </code>
                <Copy text={offer.data.secret} label="Copy the secret" />
              </Group>
              {confirm.error && <Failure error={confirm.error} />}
              <Group align="flex-end" gap="sm">
                {field}
                <Button type="submit" loading={confirm.isPending}>
                  Turn it on
                </Button>
              </Group>
            </Stack>
          </form>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              With an authenticator, somebody who learns your password still cannot sign in.
            </Text>
            <Button variant="default" onClick={() => offer.mutate()} loading={offer.isPending} style={{ alignSelf: 'flex-start' }}>
              Set up an authenticator
            </Button>
          </>
        )}
      </Stack>
    </Panel>
  );
}

const SESSIONS = ['sessions'] as const;

function Sessions() {
  const sessions = useQuery({
    queryKey: SESSIONS,
    queryFn: () => answer(api.GET('/api/v1/sessions', { params: { query: { limit: 500 } } })).then((page) => page.items),
  });
  const end = useAct<string>({ perform: (session) => answer(api.DELETE('/api/v1/sessions/{session}', { params: { path: { session } } })), changes: [SESSIONS], said: 'That session is over.' });
  const columns: ColumnDef<OpenSession, unknown>[] = [
    {
      header: 'Where',
      cell: ({ row: { original: session } }) => (
        <div title={session.userAgent}>
          <span style={{ fontWeight: 550 }}>{deviceOf(session.userAgent)}</span> {session.current && <State of="this one" tone="ok" />}
          <div className="quiet" style={{ fontSize: '0.75rem' }}>
            {session.address}
          </div>
        </div>
      ),
    },
    { header: 'Began', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { on: 'middle' } },
    { header: 'By', cell: ({ row }) => row.original.way.replace('openid:', ''), meta: { on: 'middle' } },
    { header: 'Last seen', cell: ({ row }) => <Moment at={row.original.lastSeenAt} /> },
    {
      id: 'end',
      header: () => <span className="unseen">End</span>,
      meta: { align: 'right' },
      cell: ({ row: { original: session } }) =>
        !session.current && (
          <Button size="xs" variant="default" onClick={() => end.mutate(session.id)}>
            End
          </Button>
        ),
    },
  ];
  return (
    <Panel title="Where you are signed in" bare>
      <Rows label="Sessions" columns={columns} pages={whole(sessions.data, sessions.error)} idOf={(session) => session.id} empty={<Empty title="Nowhere" />} />
    </Panel>
  );
}
