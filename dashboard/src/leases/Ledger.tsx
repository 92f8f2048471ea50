import type { ColumnDef } from '@tanstack/react-table';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Actor } from '../events/Actor';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { money } from '../look/money';
import { Rows } from '../look/Rows';

type Entry = Api['LedgerEntry'];

/** Every amount that moved, the newest first. */
export function Ledger({ tenant }: { tenant?: string }) {
  const pages = usePages(['ledger', tenant ?? ''], (cursor, limit) => answer(api.GET('/api/v1/ledger', { params: { query: { cursor, limit, tenant } } })));
  return (
    <Panel title="Ledger" bare>
      <Rows
        label="Ledger"
        columns={COLUMNS}
        pages={pages}
        idOf={(entry) => String(entry.id)}
        empty={<Empty title="No amount has moved">Payments, deposits into prepaid leases and refunds are written down here.</Empty>}
      />
    </Panel>
  );
}

const COLUMNS: ColumnDef<Entry, unknown>[] = [
  { header: 'When', cell: ({ row }) => <Moment at={row.original.at} exact /> },
  { header: 'What', cell: ({ row }) => <span style={{ fontWeight: 550 }}>{row.original.kind}</span> },
  { header: 'From and to', cell: ({ row }) => `${row.original.from} → ${row.original.to}`, meta: { on: 'middle' } },
  { header: 'Why', cell: ({ row }) => <span className="quiet">{row.original.reason || '–'}</span>, meta: { on: 'wide' } },
  { header: 'Who', cell: ({ row }) => <Actor of={row.original.actor} />, meta: { on: 'wide' } },
  { header: 'Amount', cell: ({ row }) => <span className="numbers">{money(row.original.amount, row.original.currency)}</span>, meta: { align: 'right' } },
];
