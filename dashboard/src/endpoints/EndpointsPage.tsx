import { Button, Group, Select } from '@mantine/core';
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
import { perSecond } from '../look/quantities';
import { Rows } from '../look/Rows';
import { useFilter } from '../look/Tabs';
import { networksQuery } from '../nodes/queries';
import { useIsOperator } from '../session/Session';
import { TenantFilter } from '../tenants/TenantFilter';
import { ENDPOINTS } from './queries';

type Endpoint = Api['Endpoint'];

export default function EndpointsPage() {
  const operator = useIsOperator();
  const [network, setNetwork] = useFilter('network');
  const [named] = useFilter('named');
  const sort = useSort(BY_NAME_OR_AGE);
  const [tenant] = useFilter('tenant');
  const networks = useQuery(networksQuery);
  const pages = usePages([...ENDPOINTS, 'list', network, named, sort.by, tenant], (cursor, limit) =>
    answer(api.GET('/api/v1/endpoints', { params: { query: { cursor, limit, named: named || undefined, sort: sort.by, network: network || undefined, tenant: tenant || undefined } } })),
  );
  const columns = useMemo(() => columnsOf(operator), [operator]);
  const create = (
    <Button component={Link} to="/endpoints/new" leftSection={<IconPlus size={16} />}>
      Create an endpoint
    </Button>
  );
  return (
    <Page title="Endpoints" actions={create}>
      <Group gap="sm">
        <NamedFilter of="endpoints" />
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
        <TenantFilter />
      </Group>
      <Panel bare>
        <Rows
          label="Endpoints"
          columns={columns}
          pages={pages}
          idOf={(endpoint) => endpoint.id}
          opens={(endpoint) => `/endpoints/${endpoint.id}`}
          sort={sort}
          empty={
            network || tenant || named ? (
              <Empty title="No endpoint is like that">Other filters may show some.</Empty>
            ) : (
              <Empty title="No endpoints yet" action={create}>
                An endpoint is a URL with keys, onto a pool of shared nodes or a node of your own. Any tool that speaks JSON-RPC works with it unchanged.
              </Empty>
            )
          }
        />
      </Panel>
    </Page>
  );
}

function columnsOf(operator: boolean): ColumnDef<Endpoint, unknown>[] {
  return [
    {
      header: 'Name',
      meta: { sort: 'name' },
      cell: ({ row: { original: endpoint } }) => (
        <Group gap={10} wrap="nowrap">
          <NetworkMark network={endpoint.network} size={24} />
          <Link to={`/endpoints/${endpoint.id}`} className="name cut">
            {endpoint.name}
          </Link>
        </Group>
      ),
    },
    { header: 'Network', cell: ({ row }) => row.original.network, meta: { on: 'middle' } },
    { header: 'Answered by', cell: ({ row: { original: one } }) => (one.pool ? `pool ${one.pool}` : `node ${one.node ?? '–'}`) },
    {
      header: 'Limit',
      cell: ({ row }) => <span className="numbers">{row.original.callsPerSecond === 0 ? 'none' : perSecond(row.original.callsPerSecond)}</span>,
      meta: { on: 'middle' },
    },
    ...(operator ? ([{ header: 'Tenant', cell: ({ row }) => row.original.tenant.name, meta: { on: 'middle' } }] as ColumnDef<Endpoint, unknown>[]) : []),
    { header: 'Created', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { sort: 'created', align: 'right', on: 'middle' } },
  ];
}
