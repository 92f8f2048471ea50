import { Button, Group, Menu, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChevronDown } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { EventList } from '../events/EventList';
import { Confirm } from '../look/Confirm';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Facts, Loaded, Page, Panel } from '../look/Page';
import { count } from '../look/quantities';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { UrlTabs } from '../look/Tabs';
import { POOLS, poolQuery } from './queries';
import { Readiness } from './PoolsPage';

type Pool = Api['Pool'];
type Node = Api['Node'];

export default function PoolPage() {
  const { pool: id = '' } = useParams();
  const query = useQuery(poolQuery(id));
  return (
    <Page
      title={query.data?.name ?? 'Pool'}
      crumbs={[{ to: '/pools', label: 'Pools' }]}
      state={query.data && <Readiness pool={query.data} />}
      actions={query.data && <Actions pool={query.data} />}
    >
      <Loaded query={query} height={320}>
        {(pool) => (
          <>
            <Panel>
              <Facts
                of={[
                  ['Network', pool.network],
                  ['Client', <Link to={`/templates/${pool.template}`}>{pool.template}</Link>],
                  ['Size of a member', pool.nodeSize ?? '–'],
                  ['Members', `${pool.size ?? 0}, ${pool.wantedSize} wanted`],
                  ['Calls', pool.replication === 'peers' ? 'balanced over members' : 'all to the primary'],
                  ...(pool.restartsLeft ? ([['Restarts to come', pool.restartsLeft]] as [string, number][]) : []),
                  ['Created', <Moment at={pool.createdAt} exact />],
                ]}
              />
            </Panel>
            <UrlTabs
              tabs={[
                { name: 'members', label: 'Members', content: () => <Members pool={pool} /> },
                { name: 'events', label: 'Events', content: () => <EventList subject={pool.id} /> },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Members({ pool }: { pool: Pool }) {
  const pages = usePages(['nodes', 'of-pool', pool.id], (cursor, limit) => answer(api.GET('/api/v1/nodes', { params: { query: { pool: pool.id, cursor, limit } } })), { every: 2_000 });
  const best = pages.rows.reduce((most, node) => Math.max(most, node.head ?? 0), 0);
  const columns: ColumnDef<Node, unknown>[] = [
    {
      header: 'Name',
      cell: ({ row }) => (
        <Link to={`/nodes/${row.original.id}`} className="name">
          {row.original.name}
        </Link>
      ),
    },
    { header: 'State', cell: ({ row }) => <State of={row.original.state} title={row.original.reason} /> },
    { header: 'Role', cell: ({ row }) => row.original.poolRole ?? '–', meta: { on: 'middle' } },
    { header: 'Host', cell: ({ row }) => row.original.host ?? '–', meta: { on: 'middle' } },
    { header: 'Head', cell: ({ row }) => <span className="numbers">{row.original.head == null ? '–' : count(row.original.head)}</span>, meta: { align: 'right' } },
    {
      header: 'Behind',
      cell: ({ row }) => <span className="numbers">{row.original.head == null ? '–' : count(best - row.original.head)}</span>,
      meta: { align: 'right', on: 'middle' },
    },
    { header: 'Peers', cell: ({ row }) => <span className="numbers">{row.original.peers ?? '–'}</span>, meta: { align: 'right', on: 'middle' } },
  ];
  return (
    <Panel bare>
      <Rows
        label="Members"
        columns={columns}
        pages={pages}
        idOf={(node) => node.id}
        opens={(node) => `/nodes/${node.id}`}
        empty={<Empty title="No members">Give the pool a size, and it makes them.</Empty>}
      />
    </Panel>
  );
}

function Actions({ pool }: { pool: Pool }) {
  const [asked, setAsked] = useState<'resize' | 'restart' | 'delete' | null>(null);
  const navigate = useNavigate();
  const close = () => setAsked(null);
  const params = { params: { path: { pool: pool.id } } };
  const restart = useAct({
    perform: () => answer(api.POST('/api/v1/pools/{pool}/restart', params)),
    changes: [POOLS],
    said: 'Its members are restarted, one by one.',
    then: close,
  });
  const remove = useAct({
    perform: () => answer(api.DELETE('/api/v1/pools/{pool}', params)),
    changes: [POOLS],
    said: 'The pool and its members are being deleted.',
    then: () => void navigate('/pools'),
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsked('resize')}>
        Resize
      </Button>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsked('restart')}>Restart its members…</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => setAsked('delete')}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'resize' && <Resize pool={pool} close={close} />}
      {asked === 'restart' && (
        <Confirm title={`Restart ${pool.name}`} action="Restart" isBusy={restart.isPending} close={close} confirm={() => restart.mutate()}>
          One member after the other is replaced on its data, each ready again before the next one goes. The only member of a pool has nobody to take its calls meanwhile.
        </Confirm>
      )}
      {asked === 'delete' && (
        <Confirm title={`Delete ${pool.name}`} action="Delete the pool" name={pool.name} isBusy={remove.isPending} close={close} confirm={() => remove.mutate()}>
          Its members go with their data. It is refused while endpoints use the pool.
        </Confirm>
      )}
    </>
  );
}

function Resize({ pool, close }: { pool: Pool; close: () => void }) {
  const [size, setSize] = useState<number | string>(pool.wantedSize);
  const resize = useAct({
    perform: () => answer(api.POST('/api/v1/pools/{pool}/resize', { params: { path: { pool: pool.id } }, body: { size: Number(size) } })),
    changes: [POOLS, ['nodes']],
    said: 'The pool makes or removes members until it has that many.',
    then: close,
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    resize.mutate();
  };
  return (
    <Modal opened onClose={close} title={`Resize ${pool.name}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {resize.error && <Failure error={resize.error} />}
          <NumberInput label="Members" min={0} max={1000} allowDecimal={false} value={size} onChange={setSize} data-autofocus />
          <Text size="xs" c="dimmed">
            Fewer than now: those that do not serve go first.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={resize.isPending}>
              Resize
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
