import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconDots, IconEye, IconPlus, IconRefresh, IconX } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { usePages } from '../api/pages';
import { Confirm } from '../look/Confirm';
import { Mono } from '../look/Copy';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { NamedFilter } from '../look/Named';
import { Empty, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { useFilter } from '../look/Tabs';
import { ENDPOINTS } from './queries';
import type { Reveal, Secret } from './useReveal';

type Key = Api['EndpointKey'];

/** The keys of an endpoint: read, made, rotated with an overlap, revoked. */
export function EndpointKeys({ endpoint, reveal }: { endpoint: Api['Endpoint']; reveal: Reveal }) {
  const [named] = useFilter('named');
  const pages = usePages([...ENDPOINTS, endpoint.id, 'keys', 'list', named], (cursor, limit) =>
    answer(api.GET('/api/v1/endpoints/{endpoint}/keys', { params: { path: { endpoint: endpoint.id }, query: { cursor, limit, named: named || undefined } } })),
  );
  const [making, setMaking] = useState(false);
  const [rotating, setRotating] = useState<Key | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const revoke = useAct<string, Api['Revocation']>({
    perform: (key) => answer(api.POST('/api/v1/endpoints/{endpoint}/keys/{key}/revoke', { params: { path: { endpoint: endpoint.id, key } } })),
    changes: [ENDPOINTS],
    said: (done) => (done.effective ? 'Revoked. Every proxy refuses it now.' : `Revoked. ${done.cutOff.length} proxies are cut off and have yet to hear of it.`),
    then: () => setRevoking(null),
  });
  const columns: ColumnDef<Key, unknown>[] = [
    {
      header: 'Key',
      cell: ({ row: { original: key } }) => {
        const secret = reveal.of(key.id);
        return (
          <div style={{ minWidth: 0 }}>
            <div style={{ fontWeight: 550 }}>{key.name || 'Unnamed'}</div>
            {secret ? <Mono text={secret.key} shown={`${secret.key.slice(0, 28)}…`} /> : <span className="mono quiet">{key.id}</span>}
          </div>
        );
      },
    },
    { header: 'State', cell: ({ row }) => <State of={row.original.state} /> },
    { header: 'Created', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { on: 'middle' } },
    { header: 'Ends', cell: ({ row }) => <Ends of={row.original} />, meta: { on: 'middle' } },
    {
      id: 'actions',
      header: () => <span className="unseen">Actions</span>,
      meta: { align: 'right', width: 60 },
      cell: ({ row: { original: key } }) =>
        key.state === 'active' && (
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`Actions for key ${key.name || key.id}`}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {reveal.isAllowed && (
                <Menu.Item leftSection={<IconEye size={16} />} onClick={() => reveal.ask(key.id)}>
                  Show it
                </Menu.Item>
              )}
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => setRotating(key)}>
                Rotate
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconX size={16} />} onClick={() => setRevoking(key)}>
                Revoke
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ),
    },
  ];
  return (
    <Panel
      title="Keys"
      bare
      actions={
        <>
          {(named || pages.rows.length > 20) && <NamedFilter of="keys" />}
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
            New key
          </Button>
        </>
      }
    >
      <Rows
        label="Keys"
        columns={columns}
        pages={pages}
        idOf={(key) => key.id}
        empty={named ? <Empty title="No key is called like that" /> : <Empty title="No keys">Without one nobody can call it.</Empty>}
      />
      {making && <NewKey endpoint={endpoint} close={() => setMaking(false)} made={reveal.show} />}
      {rotating && <Rotate endpoint={endpoint} old={rotating} close={() => setRotating(null)} made={reveal.show} />}
      {revoking && (
        <Confirm
          title={`Revoke ${revoking.name || revoking.id}`}
          action="Revoke the key"
          isBusy={revoke.isPending}
          close={() => setRevoking(null)}
          confirm={() => revoke.mutate(revoking.id)}
        >
          Whoever calls with it is refused within two seconds. This cannot be taken back.
        </Confirm>
      )}
    </Panel>
  );
}

function Ends({ of: key }: { of: Key }) {
  const ends = key.revokedAt || key.expiresAt;
  return ends ? <Moment at={ends} /> : 'never';
}

interface Making {
  endpoint: Api['Endpoint'];
  close: () => void;
  made: (secret: Secret) => void;
}

function NewKey({ endpoint, close, made }: Making) {
  const [name, setName] = useState('');
  const create = useAct<void, Secret>({
    perform: () =>
      answer(
        api.POST('/api/v1/endpoints/{endpoint}/keys', {
          params: { path: { endpoint: endpoint.id }, header: once() },
          body: { name } as Api['EndpointKeyCreate'],
        }),
      ),
    changes: [ENDPOINTS],
    then: made,
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={close} title="New key">
      {create.data ? (
        <Made secret={create.data} close={close} />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            {create.error && <Failure error={create.error} />}
            <TextInput label="Name" description="Who or what calls with it." value={name} maxLength={100} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Create the key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

const OVERLAPS = [
  { value: '0', label: 'None: the old one ends at once' },
  { value: '3600', label: 'An hour' },
  { value: '86400', label: 'A day' },
  { value: '604800', label: 'A week' },
];

function Rotate({ endpoint, old, close, made }: Making & { old: Key }) {
  const [overlap, setOverlap] = useState('86400');
  const rotate = useAct<void, Secret>({
    perform: () =>
      answer(
        api.POST('/api/v1/endpoints/{endpoint}/keys/{key}/rotate', {
          params: { path: { endpoint: endpoint.id, key: old.id }, header: once() },
          body: { overlapSeconds: Number(overlap) },
        }),
      ),
    changes: [ENDPOINTS],
    then: made,
    quiet: true,
  });
  return (
    <Modal opened onClose={close} title={`Rotate ${old.name || old.id}`}>
      {rotate.data ? (
        <Made secret={rotate.data} close={close} />
      ) : (
        <Stack gap="md">
          {rotate.error && <Failure error={rotate.error} />}
          <Text size="sm">A new key is made. The old one works on for a while, so that every caller can change over.</Text>
          <Select label="Overlap" data={OVERLAPS} value={overlap} onChange={(value) => setOverlap(value ?? '86400')} allowDeselect={false} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button onClick={() => rotate.mutate()} loading={rotate.isPending}>
              Rotate the key
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Made({ secret, close }: { secret: Secret; close: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">Calls go here. Members of your team can read it again at any time.</Text>
      <Mono text={secret.url} />
      <Group justify="flex-end">
        <Button onClick={close}>Done</Button>
      </Group>
    </Stack>
  );
}
