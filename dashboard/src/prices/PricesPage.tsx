import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useMemo, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { Actor } from '../events/Actor';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Loaded, Page, Panel } from '../look/Page';
import { HOURS_A_MONTH, money, times } from '../look/money';
import { count } from '../look/quantities';
import { Rows, whole } from '../look/Rows';
import { useFilter } from '../look/Tabs';
import { networkQuery, networksQuery } from '../nodes/queries';
import { useIsOperator } from '../session/Session';
import { successorOf } from './successor';

type PriceTable = Api['PriceTable'];
type Method = Api['Network']['methods'][number];

/** What calls and nodes cost, network by network. */
export default function PricesPage() {
  const operator = useIsOperator();
  const networks = useQuery(networksQuery);
  const [wanted, setNetwork] = useFilter('network');
  const network = wanted || networks.data?.[0]?.network || '';
  return (
    <Page title="Prices" lead="A call weighs compute units by its method; a node costs by the hour in which it is ready. Versions of a table are never edited.">
      <Group>
        <Select
          aria-label="Network"
          data={(networks.data ?? []).map((one) => ({ value: one.network, label: one.title }))}
          value={network || null}
          onChange={setNetwork}
          allowDeselect={false}
          w={260}
        />
      </Group>
      {network && <Prices network={network} operator={operator} key={network} />}
    </Page>
  );
}

function Prices({ network, operator }: { network: string; operator: boolean }) {
  const query = useQuery(networkQuery(network));
  const [adds, setAdds] = useState(false);
  return (
    <Loaded query={query} height={360}>
      {(data) => (
        <Stack gap="lg">
          {data.prices ? (
            <>
              <Panel
                title="In force"
                actions={
                  operator && (
                    <Button size="xs" variant="default" onClick={() => setAdds(true)}>
                      Add a version
                    </Button>
                  )
                }
              >
                <Group gap="xl" align="baseline">
                  <div>
                    <span className="figure">{money(data.prices.perMillionUnits, data.prices.currency)}</span>{' '}
                    <Text size="sm" c="dimmed" component="span">
                      a million compute units
                    </Text>
                  </div>
                  <Text size="sm" c="dimmed">
                    Version {data.prices.version}, since <Moment at={data.prices.validFrom} exact />. Charged: {data.prices.charged.join(', ')}.
                  </Text>
                </Group>
              </Panel>
              {data.prices.nodes.length > 0 && <NodePrices prices={data.prices} />}
            </>
          ) : (
            <Panel>
              <Empty title="No price is in force">Calls are counted and cost nothing.</Empty>
            </Panel>
          )}
          <Versions network={network} />
          <MethodPrices methods={data.methods} prices={data.prices ?? null} />
          {adds && data.prices && <AddVersion prices={data.prices} close={() => setAdds(false)} />}
        </Stack>
      )}
    </Loaded>
  );
}

function NodePrices({ prices }: { prices: PriceTable }) {
  return (
    <Panel title="Nodes" bare>
      <table className="rows">
        <thead>
          <tr>
            <th>Client</th>
            <th>Size</th>
            <th className="right">An hour</th>
            <th className="right">A month of {HOURS_A_MONTH} h</th>
          </tr>
        </thead>
        <tbody>
          {prices.nodes.map((node) => (
            <tr key={`${node.template} ${node.size}`}>
              <td style={{ fontWeight: 550 }}>{node.template}</td>
              <td>{node.size}</td>
              <td className="right numbers">{money(node.perHour ?? '0', prices.currency)}</td>
              <td className="right numbers">{money(times(node.perHour ?? '0', HOURS_A_MONTH), prices.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function MethodPrices({ methods, prices }: { methods: Method[]; prices: PriceTable | null }) {
  const columns = useMemo<ColumnDef<Method, unknown>[]>(
    () => [
      { header: 'Method', cell: ({ row }) => <span className="mono">{row.original.method}</span> },
      { header: 'Access', cell: ({ row }) => row.original.access, meta: { on: 'middle' } },
      { header: 'Answer', cell: ({ row }) => row.original.answer, meta: { on: 'middle' } },
      { header: 'Nodes', cell: ({ row }) => (row.original.on === 'dedicated' ? 'dedicated only' : 'all'), meta: { on: 'middle' } },
      { header: 'Units', cell: ({ row }) => <span className="numbers">{row.original.units == null ? 'no price' : count(row.original.units)}</span>, meta: { align: 'right' } },
      {
        header: 'A million calls',
        cell: ({ row }) => (
          <span className="numbers">{row.original.units == null || prices === null ? '–' : money(times(prices.perMillionUnits, row.original.units), prices.currency)}</span>
        ),
        meta: { align: 'right' },
      },
    ],
    [prices],
  );
  const named = useMemo(() => [...methods].sort((a, b) => a.method.localeCompare(b.method)), [methods]);
  return (
    <Panel title="Methods" bare>
      <Rows label="Methods" columns={columns} pages={whole(named)} idOf={(method) => method.method} empty={<Empty title="No methods" />} />
    </Panel>
  );
}

function Versions({ network }: { network: string }) {
  const versions = useQuery({
    queryKey: ['prices', network],
    queryFn: () => answer(api.GET('/api/v1/prices', { params: { query: { network, limit: 100 } } })).then((page) => page.items),
  });
  const columns: ColumnDef<PriceTable, unknown>[] = [
    { header: 'Version', cell: ({ row }) => <span className="numbers">{row.original.version}</span> },
    { header: 'In force from', cell: ({ row }) => <Moment at={row.original.validFrom} exact /> },
    { header: 'A million units', cell: ({ row }) => <span className="numbers">{money(row.original.perMillionUnits, row.original.currency)}</span>, meta: { align: 'right' } },
    { header: 'By', cell: ({ row }) => <Actor of={row.original.createdBy} />, meta: { on: 'middle' } },
  ];
  return (
    <Panel title="Versions" bare>
      <Rows label="Versions" columns={columns} pages={whole(versions.data, versions.error)} idOf={(one) => String(one.version)} empty={<Empty title="No versions" />} />
    </Panel>
  );
}

function AddVersion({ prices, close }: { prices: PriceTable; close: () => void }) {
  const [text, setText] = useState(() => JSON.stringify(successorOf(prices, new Date()), null, 2));
  const add = useAct({
    perform: () => answer(api.POST('/api/v1/prices', { params: { header: once() }, body: JSON.parse(text) as Api['PriceTableCreate'] })),
    changes: [['prices'], ['networks']],
    said: 'It is in force from the time that it names.',
    then: close,
    quiet: true,
  });
  const wrong = wrongWith(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Modal opened onClose={close} title={`Prices of ${prices.network}`} size="xl">
      <form onSubmit={submit}>
        <Stack gap="md">
          {add.error && <Failure error={add.error} />}
          <Text size="sm">The table that is in force, from the next midnight UTC on. Change what is to be another; it cannot be edited once it is added.</Text>
          <Textarea
            label="Price table"
            autosize
            minRows={12}
            maxRows={24}
            value={text}
            error={wrong}
            onChange={(event) => setText(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending} disabled={wrong !== null}>
              Add the version
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function wrongWith(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'This is not JSON';
  }
}
