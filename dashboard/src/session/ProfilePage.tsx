import { Button, PasswordInput, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { answer, api } from '../api/client';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Facts, Page, Panel } from '../look/Page';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';
import { Authenticator } from './Authenticator';
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
            <PasswordInput label="Current password" autoComplete="current-password" required withAsterisk={false} value={current} onChange={(event) => setCurrent(event.currentTarget.value)} />
          )}
          <PasswordInput
            label="New password"
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
