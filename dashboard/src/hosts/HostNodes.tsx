import type { ColumnDef } from '@tanstack/react-table';
import { Link } from 'react-router';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Empty, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { State } from '../look/State';

type Node = Api['Node'];

/** The nodes that have their place on a host; first those that somebody should look at. */
export function HostNodes({ host }: { host: Api['Host'] }) {
  const pages = usePages(['nodes', 'of-host', host.id], (cursor, limit) => answer(api.GET('/api/v1/nodes', { params: { query: { host: host.id, sort: 'state', cursor, limit } } })), {
    every: 10_000,
  });
  return (
    <Panel bare>
      <Rows
        label="Nodes of the host"
        columns={COLUMNS}
        pages={pages}
        idOf={(node) => node.id}
        opens={(node) => `/nodes/${node.id}`}
        empty={<Empty title="No node is on it">What is created from now on may be placed here.</Empty>}
      />
    </Panel>
  );
}

const COLUMNS: ColumnDef<Node, unknown>[] = [
  {
    header: 'Name',
    cell: ({ row }) => (
      <Link to={`/nodes/${row.original.id}`} className="name">
        {row.original.name}
      </Link>
    ),
  },
  { header: 'State', cell: ({ row }) => <State of={row.original.state} title={row.original.reason} /> },
  { header: 'Tenant', cell: ({ row }) => row.original.tenant.name },
  { header: 'Pool', cell: ({ row }) => row.original.pool ?? 'dedicated', meta: { on: 'middle' } },
  { header: 'Network', cell: ({ row }) => row.original.network, meta: { on: 'middle' } },
];
