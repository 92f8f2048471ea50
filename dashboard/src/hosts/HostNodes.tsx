import type { ColumnDef } from '@tanstack/react-table';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type Api, answer, api } from '../api/client';
import { Empty, Panel } from '../look/Page';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';

type Node = Api['Node'];

/** The nodes that run on a host, out of all there are: operators see of each where it is. */
export function HostNodes({ host }: { host: Api['Host'] }) {
  const nodes = useNodesOf(host.name);
  return (
    <Panel bare>
      <Rows
        label="Nodes of the host"
        columns={COLUMNS}
        pages={whole(nodes.data, nodes.error)}
        idOf={(node) => node.id}
        opens={(node) => `/nodes/${node.id}`}
        empty={<Empty title="No node is on it">What is created from now on may be placed here.</Empty>}
      />
    </Panel>
  );
}

export function useNodesOf(host: string) {
  return useQuery({
    queryKey: ['nodes', 'of-host', host],
    queryFn: async () => {
      const found: Node[] = [];
      let cursor: string | undefined;
      do {
        const page = await answer(api.GET('/api/v1/nodes', { params: { query: { limit: 500, cursor } } }));
        found.push(...page.items.filter((node) => node.host === host));
        cursor = page.next ?? undefined;
      } while (cursor);
      return found;
    },
    refetchInterval: 10_000,
  });
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
