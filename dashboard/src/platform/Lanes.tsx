import type { ColumnDef } from '@tanstack/react-table';
import { Link } from 'react-router';
import type { Api } from '../api/client';
import { Empty, Panel } from '../look/Page';
import { span } from '../look/quantities';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';

type Lane = Api['Platform']['reconciler']['lanes'][number];

/** What is being done on hosts now, a node each. */
export function Lanes({ lanes, here }: { lanes: Lane[]; here: boolean }) {
  return (
    <Panel title="Lanes" bare>
      <Rows
        label="Lanes"
        columns={COLUMNS}
        pages={whole(lanes)}
        idOf={(lane) => lane.node.id}
        opens={(lane) => `/nodes/${lane.node.id}`}
        empty={<Empty title={here ? 'Nothing is under way' : 'Nothing is done here'}>{here ? 'What nodes are brought up, stopped and removed appears here while it is done.' : 'The control plane that acts tells its own.'}</Empty>}
      />
    </Panel>
  );
}

/** BringUp: Bring up. */
function wordsOf(what: string): string {
  const words = what.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const COLUMNS: ColumnDef<Lane, unknown>[] = [
  {
    header: 'Node',
    cell: ({ row: { original: lane } }) => (
      <Link to={`/nodes/${lane.node.id}`} className="name">
        {lane.node.name ?? lane.node.id.slice(0, 8)}
      </Link>
    ),
  },
  { header: 'Host', cell: ({ row }) => row.original.host ?? '–' },
  { header: 'Step', cell: ({ row }) => wordsOf(row.original.what) },
  { header: 'State', cell: ({ row }) => <State of={row.original.waits ? 'waiting' : 'running'} />, meta: { on: 'middle' } },
  { header: 'For', cell: ({ row }) => <span className="numbers">{span(row.original.seconds)}</span>, meta: { align: 'right' } },
];
