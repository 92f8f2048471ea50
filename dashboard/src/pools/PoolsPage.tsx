import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { usePages } from '../api/pages';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { NamedFilter } from '../look/Named';
import { NetworkMark } from '../look/NetworkMark';
import { Empty, Page, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { useFilter } from '../look/Tabs';
import { templatesQuery } from '../nodes/queries';
import { POOLS } from './queries';

type Pool = Api['Pool'];

export default function PoolsPage() {
  const [makes, setMakes] = useState(false);
  const [named] = useFilter('named');
  const pages = usePages([...POOLS, 'list', named], (cursor, limit) => answer(api.GET('/api/v1/pools', { params: { query: { cursor, limit, named: named || undefined } } })), { every: 5_000 });
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMakes(true)}>
      Create a pool
    </Button>
  );
  return (
    <Page title="Pools" lead="Shared nodes of a network, kept at the size that is wanted." actions={create}>
      {(named || pages.rows.length > 20) && (
        <Group gap="sm">
          <NamedFilter of="pools" />
        </Group>
      )}
      <Panel bare>
        <Rows
          label="Pools"
          columns={COLUMNS}
          pages={pages}
          idOf={(pool) => pool.id}
          opens={(pool) => `/pools/${pool.id}`}
          empty={
            named ? (
              <Empty title="No pool is called like that" />
            ) : (
              <Empty title="No pools yet" action={create}>
                A pool makes as many nodes as it is to have, and calls of all tenants are balanced over those that are ready.
              </Empty>
            )
          }
        />
      </Panel>
      {makes && <CreatePool close={() => setMakes(false)} />}
    </Page>
  );
}

const COLUMNS: ColumnDef<Pool, unknown>[] = [
  {
    header: 'Name',
    cell: ({ row: { original: pool } }) => (
      <Group gap={10} wrap="nowrap">
        <NetworkMark network={pool.network} size={24} />
        <Link to={`/pools/${pool.id}`} className="name cut">
          {pool.name}
        </Link>
      </Group>
    ),
  },
  { header: 'Ready', cell: ({ row }) => <Readiness pool={row.original} /> },
  { header: 'Client', cell: ({ row: { original: pool } }) => [pool.template, pool.nodeSize].filter(Boolean).join(' · '), meta: { on: 'middle' } },
  { header: 'Members', cell: ({ row }) => (row.original.replication === 'peers' ? 'follow one chain' : 'one primary, standbys'), meta: { on: 'wide' } },
  { header: 'Created', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { align: 'right', on: 'middle' } },
];

export function Readiness({ pool }: { pool: Pool }) {
  const tone = pool.readySize >= pool.wantedSize ? 'ok' : pool.readySize === 0 ? 'bad' : 'warn';
  return <State of={`${pool.readySize} of ${pool.wantedSize} ready`} tone={tone} />;
}

function CreatePool({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const templates = useQuery(templatesQuery);
  const [name, setName] = useState('');
  const [recipe, setRecipe] = useState<string | null>(null);
  const [size, setSize] = useState<number | string>(2);
  const create = useAct<void, Pool>({
    perform: () => {
      const [template = '', network] = (recipe ?? '').split(' on ');
      return answer(
        api.POST('/api/v1/pools', {
          params: { header: once() },
          body: { name, template, network, size: Number(size) } as Api['PoolCreate'],
        }),
      );
    },
    changes: [POOLS],
    then: (pool) => void navigate(`/pools/${pool.id}`),
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const recipes = (templates.data ?? [])
    .filter((one) => one.role === 'node' && one.kinds.includes('shared') && one.verified)
    .flatMap((one) => one.networks.map((network) => ({ value: `${one.template} on ${network}`, label: `${one.title} on ${network}` })));
  return (
    <Modal opened onClose={close} title="Create a pool">
      <form onSubmit={submit}>
        <Stack gap="md">
          {create.error && <Failure error={create.error} />}
          <TextInput label="Name" required pattern="[a-z0-9][a-z0-9\-]{0,62}" value={name} data-autofocus error={create.error?.at('/name')} onChange={(event) => setName(event.currentTarget.value)} />
          <Select label="Client and network" required searchable data={recipes} value={recipe} onChange={setRecipe} />
          <NumberInput label="Members" min={0} max={1000} allowDecimal={false} value={size} error={create.error?.at('/size')} onChange={setSize} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" disabled={!recipe || !name} loading={create.isPending}>
              Create the pool
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
