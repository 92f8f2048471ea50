import { Button, Group, MultiSelect, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Moment } from '../look/Moment';
import { BY_NAME_OR_AGE, NamedFilter, useSort } from '../look/Named';
import { NetworkMark } from '../look/NetworkMark';
import { Empty, Page, Panel } from '../look/Page';
import { count } from '../look/quantities';
import { Rows } from '../look/Rows';
import { State, wordsOf } from '../look/State';
import { NODE_STATES } from '../look/states';
import { useFilter } from '../look/Tabs';
import { useIsOperator } from '../session/Session';
import { TenantFilter } from '../tenants/TenantFilter';
import { networksQuery, NODES } from './queries';

type Node = Api['Node'];

export default function NodesPage() {
  const operator = useIsOperator();
  const [network, setNetwork] = useFilter('network');
  const [named] = useFilter('named');
  const [wanted, setWanted] = useFilter('state');
  const states = NODE_STATES.filter((one) => wanted.split(',').includes(one));
  const sort = useSort(ORDERS);
  const [tenant] = useFilter('tenant');
  const [gone, setGone] = useFilter('gone');
  const networks = useQuery(networksQuery);
  const pages = usePages(
    [...NODES, 'list', network, named, states.join(), sort.by, tenant, gone],
    (cursor, limit) =>
      answer(
        api.GET('/api/v1/nodes', {
          params: {
            query: {
              cursor,
              limit,
              named: named || undefined,
              state: states.length > 0 ? states : undefined,
              sort: sort.by,
              network: network || undefined,
              tenant: tenant || undefined,
              gone: gone !== '',
            },
          },
        }),
      ),
    { every: 5_000 },
  );
  const columns = useMemo(() => columnsOf(operator), [operator]);
  return (
    <Page
      title="Nodes"
      actions={
        <Button component={Link} to="/nodes/new" leftSection={<IconPlus size={16} />}>
          Create a node
        </Button>
      }
    >
      <Group gap="sm">
        <NamedFilter of="nodes" />
        <Select
          aria-label="Network"
          placeholder="All networks"
          data={(networks.data ?? []).map((one) => ({ value: one.network, label: one.title }))}
          value={network || null}
          onChange={setNetwork}
          clearable
          clearButtonProps={{ 'aria-label': 'All networks' }}
          w={220}
        />
        <MultiSelect
          aria-label="States"
          placeholder={states.length === 0 ? 'All states' : undefined}
          data={NODE_STATES.map((one) => ({ value: one, label: wordsOf(one) }))}
          value={states}
          onChange={(next) => setWanted(next.join() || null)}
          clearable
          clearButtonProps={{ 'aria-label': 'All states' }}
          miw={180}
          maw={420}
        />
        <TenantFilter />
        <Switch label="Deleted ones too" checked={gone !== ''} onChange={(event) => setGone(event.currentTarget.checked ? 'yes' : null)} />
      </Group>
      <Panel bare>
        <Rows
          label="Nodes"
          columns={columns}
          pages={pages}
          idOf={(node) => node.id}
          opens={(node) => `/nodes/${node.id}`}
          sort={sort}
          empty={
            network || tenant || named || states.length > 0 ? (
              <Empty title="No node is like that">Other filters may show some.</Empty>
            ) : (
              <Empty
                title="No nodes yet"
                action={
                  <Button component={Link} to="/nodes/new">
                    Create a node
                  </Button>
                }
              >
                A dedicated node is yours alone. Choose a chain and a client, see what it costs, and it comes up while you watch.
              </Empty>
            )
          }
        />
      </Panel>
    </Page>
  );
}

const ORDERS = [...BY_NAME_OR_AGE, 'state', '-state'] as const;

function columnsOf(operator: boolean): ColumnDef<Node, unknown>[] {
  return [
    {
      header: 'Name',
      meta: { sort: 'name' },
      cell: ({ row: { original: node } }) => (
        <Group gap={10} wrap="nowrap">
          <NetworkMark network={node.network} size={24} />
          <Link to={`/nodes/${node.id}`} className="name cut">
            {node.name}
          </Link>
        </Group>
      ),
    },
    {
      header: 'State',
      meta: { sort: 'state' },
      cell: ({ row: { original: node } }) => <State of={node.state} title={node.reason} />,
    },
    { header: 'Network', cell: ({ row }) => row.original.network, meta: { on: 'middle' } },
    { header: 'Client', cell: ({ row: { original: node } }) => [node.template, node.size].filter(Boolean).join(' · '), meta: { on: 'wide' } },
    ...(operator
      ? ([
          { header: 'Tenant', cell: ({ row }) => row.original.tenant.name, meta: { on: 'middle' } },
          { header: 'Host', cell: ({ row }) => row.original.host ?? '–', meta: { on: 'wide' } },
        ] as ColumnDef<Node, unknown>[])
      : []),
    {
      header: 'Head',
      cell: ({ row }) => <span className="numbers">{row.original.head == null ? '–' : count(row.original.head)}</span>,
      meta: { align: 'right', on: 'middle' },
    },
    { header: 'Created', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { sort: 'created', align: 'right', on: 'middle' } },
  ];
}
