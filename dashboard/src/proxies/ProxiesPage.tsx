import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Confirm } from '../look/Confirm';
import { Mono } from '../look/Copy';
import { Moment } from '../look/Moment';
import { Empty, Page, Panel } from '../look/Page';
import { count } from '../look/quantities';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';

type Proxy = Api['Proxy'];

const PROXIES = ['proxies'] as const;

/** How far each proxy follows what the control plane says. */
export default function ProxiesPage() {
  const proxies = useQuery({
    queryKey: PROXIES,
    queryFn: () => answer(api.GET('/api/v1/proxies', { params: { query: { limit: 500 } } })).then((page) => page.items),
    refetchInterval: 2_000,
  });
  const [forgetting, setForgetting] = useState<Proxy | null>(null);
  const forget = useAct<string>({
    perform: (proxy) => answer(api.DELETE('/api/v1/proxies/{proxy}', { params: { path: { proxy } } })),
    changes: [PROXIES],
    said: 'Forgotten. Revocations and bills wait for it no more.',
    then: () => setForgetting(null),
  });
  return (
    <Page title="Proxies" lead="Each keeps what it heard and serves without the control plane. What it lags behind is told in versions of its tables.">
      <Panel bare>
        <Rows
          label="Proxies"
          columns={columnsOf(setForgetting)}
          pages={whole(proxies.data, proxies.error)}
          idOf={(proxy) => proxy.id}
          empty={<Empty title="No proxy has come yet">A proxy dials the control plane by its token, and is listed here from then on.</Empty>}
        />
      </Panel>
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
    </Page>
  );
}

const behind = (label: string, of: (proxy: Proxy) => [number, number]): ColumnDef<Proxy, unknown> => ({
  header: label,
  meta: { align: 'right', on: 'middle' },
  cell: ({ row }) => {
    const [applied, behind] = of(row.original);
    return (
      <span className="numbers">
        {count(applied)} {behind > 0 ? <State of={`${count(behind)} behind`} tone="warn" /> : <span className="quiet">up to date</span>}
      </span>
    );
  },
});

const columnsOf = (forget: (proxy: Proxy) => void): ColumnDef<Proxy, unknown>[] => [
  { header: 'Proxy', cell: ({ row }) => <Mono text={row.original.id} shown={row.original.id.slice(0, 8)} /> },
  { header: 'State', cell: ({ row }) => <State of={row.original.connected ? 'connected' : 'cut off'} /> },
  behind('Routing', (proxy) => [proxy.applied.routing, proxy.behind.routing]),
  behind('Access', (proxy) => [proxy.applied.access, proxy.behind.access]),
  behind('Denied keys', (proxy) => [proxy.applied.denied, proxy.behind.denied]),
  { header: 'Seen', cell: ({ row }) => <Moment at={row.original.lastSeen} />, meta: { align: 'right', on: 'middle' } },
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
  },
];
