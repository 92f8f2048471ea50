import { Button } from '@mantine/core';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Confirm } from '../look/Confirm';
import { Mono } from '../look/Copy';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { count, span } from '../look/quantities';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';
import { PLATFORM } from './queries';

type Proxy = Api['Proxy'];

/** How far each proxy follows what the control plane says, and since when its usage is owed. */
export function Proxies({ proxies, at }: { proxies: Proxy[]; at: string }) {
  const [forgetting, setForgetting] = useState<Proxy | null>(null);
  const forget = useAct<string>({
    perform: (proxy) => answer(api.DELETE('/api/v1/proxies/{proxy}', { params: { path: { proxy } } })),
    changes: [PLATFORM],
    said: 'Forgotten. Revocations and bills wait for it no more.',
    then: () => setForgetting(null),
  });
  const someGone = proxies.some((proxy) => !proxy.connected);
  const columns = useMemo(() => columnsOf(at, someGone ? setForgetting : null), [at, someGone]);
  return (
    <Panel title="Proxies" bare>
      <Rows
        label="Proxies"
        columns={columns}
        pages={whole(proxies)}
        idOf={(proxy) => proxy.id}
        empty={<Empty title="No proxy has come yet">A proxy dials the control plane by its token, and is listed here from then on.</Empty>}
      />
      {forgetting && (
        <Confirm
          title="Forget this proxy"
          action="Forget it"
          name={forgetting.id.slice(0, 8)}
          isBusy={forget.isPending}
          close={() => setForgetting(null)}
          confirm={() => forget.mutate(forgetting.id)}
        >
          For one that is gone for good. Should it come back with what it has on its disk, it may serve keys that were revoked meanwhile until it hears of them.
        </Confirm>
      )}
    </Panel>
  );
}

const behind = (label: string, of: (proxy: Proxy) => [number, number]): ColumnDef<Proxy, unknown> => ({
  header: label,
  meta: { align: 'right', on: 'middle' },
  cell: ({ row }) => {
    const [applied, behind] = of(row.original);
    return (
      <span className="numbers">
        {count(applied)} <span className="quiet">of {count(applied + behind)}</span>{' '}
        {behind > 0 && <State of={`${count(behind)} behind`} tone="warn" />}
      </span>
    );
  },
});

/** Proxies tell of what they counted every few seconds. */
const LATE = 60;

function Owed({ proxy, at }: { proxy: Proxy; at: string }) {
  if (!proxy.usageUntil) return <span className="quiet">nothing yet</span>;
  const seconds = Math.max(0, (Date.parse(at) - Date.parse(proxy.usageUntil)) / 1000);
  return seconds > LATE ? <State of={`${span(seconds)}`} tone="warn" /> : <span className="numbers">{span(seconds)}</span>;
}

const columnsOf = (at: string, forget: ((proxy: Proxy) => void) | null): ColumnDef<Proxy, unknown>[] => [
  { header: 'Proxy', cell: ({ row }) => <Mono text={row.original.id} shown={row.original.id.slice(0, 8)} /> },
  { header: 'State', cell: ({ row }) => <State of={row.original.connected ? 'connected' : 'cut off'} /> },
  behind('Routing', (proxy) => [proxy.applied.routing, proxy.behind.routing]),
  behind('Access', (proxy) => [proxy.applied.access, proxy.behind.access]),
  behind('Denied keys', (proxy) => [proxy.applied.denied, proxy.behind.denied]),
  { header: 'Usage owed', cell: ({ row }) => <Owed proxy={row.original} at={at} />, meta: { align: 'right' } },
  { header: 'Seen', cell: ({ row }) => <Moment at={row.original.lastSeen} />, meta: { align: 'right', on: 'wide' } },
  ...(forget === null
    ? []
    : [
        {
          id: 'forget',
          header: () => <span className="unseen">Forget</span>,
          meta: { align: 'right' },
          cell: ({ row }) =>
            !row.original.connected && (
              <Button size="xs" variant="default" onClick={() => forget(row.original)}>
                Forget
              </Button>
            ),
        } satisfies ColumnDef<Proxy, unknown>,
      ]),
];
