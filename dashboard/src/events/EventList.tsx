import { Text } from '@mantine/core';
import type { ColumnDef } from '@tanstack/react-table';
import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { type Api, answer, api } from '../api/client';
import { useEvents } from '../api/follow';
import { usePages } from '../api/pages';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { toneOf } from '../look/states';
import { useIsOperator } from '../session/Session';
import { Actor, Named } from './Actor';
import { placeOf, wordsOf } from './kinds';

type Event = Api['Event'];
type Severity = Api['Severity'];

interface Props {
  kind?: string | undefined;
  subject?: string | undefined;
  tenant?: string | undefined;
  /** Of at least that. */
  severity?: Severity | undefined;
  /** Whether it has a frame of its own. */
  framed?: boolean;
}

/** What happened, who did it and why; what happens now comes by itself. */
export function EventList({ kind, subject, tenant, severity, framed = true }: Props) {
  const cache = useQueryClient();
  const operator = useIsOperator();
  const columns = useMemo(() => columnsOf(!subject, operator), [subject, operator]);
  const key = ['events', kind ?? '', subject ?? '', tenant ?? '', severity ?? ''];
  const query = { kind: kind || undefined, subject: subject || undefined, tenant: tenant || undefined, severity };
  const pages = usePages(key, (cursor, limit) => answer(api.GET('/api/v1/events', { params: { query: { ...query, cursor, limit } } })));
  const search = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));
  useEvents(`/api/v1/events/stream?${search}`, (_, event) => cache.setQueryData<Known>(key, (before) => before && withEvent(before, event as Event)));
  const rows = (
    <Rows
      label="Events"
      columns={columns}
      pages={pages}
      idOf={(event) => String(event.id)}
      empty={
        severity && severity !== 'info' ? (
          <Empty title="Nothing to look after">Warnings and worse are listed here.</Empty>
        ) : (
          <Empty title="Nothing has happened yet">Each change of state is written down here, with who did it and why.</Empty>
        )
      }
    />
  );
  return framed ? <Panel bare>{rows}</Panel> : rows;
}

type Known = InfiniteData<{ items: Event[]; next: string | null }>;

/** What is known, with what has just happened: nothing has to be read again. */
function withEvent(known: Known, event: Event): Known {
  const [newest, ...older] = known.pages;
  if (!newest || newest.items.some((one) => one.id === event.id)) return known;
  const items = [event, ...newest.items].sort((a, b) => b.id - a.id);
  return { ...known, pages: [{ ...newest, items }, ...older] };
}

function What({ event, isNamed }: { event: Event; isNamed: boolean }) {
  const place = placeOf(event, useIsOperator());
  const words = wordsOf(event.kind);
  return (
    <div className="is-short">
      {place === null ? (
        <span style={{ fontWeight: 550 }}>{words}</span>
      ) : (
        <Link to={place} className="name">
          {words}
        </Link>
      )}
      {isNamed && event.subjectName && (
        <div className="quiet cut" style={{ maxWidth: 'min(240px, 40vw)' }}>
          {event.subjectName}
        </div>
      )}
      <div className="quiet narrow">{event.reason && <Named text={event.reason} />}</div>
    </div>
  );
}

/** @param isNamed whether it is told what something happened to: on a page of its own that is clear */
const columnsOf = (isNamed: boolean, operator: boolean): ColumnDef<Event, unknown>[] => [
  { header: 'When', cell: ({ row }) => <Moment at={row.original.at} exact />, meta: { width: 150 } },
  {
    header: 'What',
    cell: ({ row }) => (
      <div className="what">
        <span className="dot" data-tone={toneOf(row.original.severity)} title={row.original.severity} />
        <What event={row.original} isNamed={isNamed} />
      </div>
    ),
  },
  {
    header: 'Why',
    cell: ({ row: { original: event } }) => (
      <Text size="sm" lineClamp={2} maw={560} title={event.reason}>
        {event.reason ? <Named text={event.reason} /> : <span className="quiet">–</span>}
      </Text>
    ),
    meta: { on: 'middle' },
  },
  {
    header: 'Who',
    cell: ({ row: { original: event } }) => (
      <Text size="sm" className="cut" maw={200}>
        <Actor of={event.actor} />
      </Text>
    ),
    meta: { on: 'middle' },
  },
  ...(operator ? ([{ header: 'Tenant', cell: ({ row }) => row.original.tenant?.name ?? 'platform', meta: { on: 'wide' } }] as ColumnDef<Event, unknown>[]) : []),
];
