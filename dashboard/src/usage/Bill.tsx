import { Button, Group, SegmentedControl, Select, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { LazyPlot } from '../look/LazyPlot';
import { NamedFilter, useSort } from '../look/Named';
import { Empty, Loaded, Panel } from '../look/Page';
import { glance, money } from '../look/money';
import { lastMonths } from '../look/moments';
import { compact, count, span } from '../look/quantities';
import { Rows } from '../look/Rows';
import { useFilter } from '../look/Tabs';
import { daysOf } from './days';
import { type SpendBy, spendQuery } from './queries';

type Spend = Api['Spend'];
type Item = Spend['items'][number];

const SPLITS: { value: SpendBy; label: string; header: string }[] = [
  { value: 'sku', label: 'Method', header: 'Method or client' },
  { value: 'endpoint', label: 'Endpoint', header: 'Endpoint or node' },
  { value: 'key', label: 'Key', header: 'Key or node' },
  { value: 'day', label: 'Day', header: 'Day' },
];

/** What a month costs: day by day, and split by what it was for. */
export function Bill({ tenant }: { tenant: string }) {
  const months = useMemo(() => lastMonths(new Date(), 12), []);
  const [wanted, setMonth] = useFilter('month');
  const month = months.includes(wanted) ? wanted : (months[0] ?? '');
  const days = useQuery(spendQuery(month, tenant || undefined));
  const query = tenant ? `?tenant=${encodeURIComponent(tenant)}` : '';
  return (
    <>
      <Group justify="space-between" gap="sm" mt="sm">
        <Group gap="md">
          <Title order={2}>Cost</Title>
          <Select aria-label="Month" data={months.map((one) => ({ value: one, label: nameOf(one) }))} value={month} onChange={(value) => setMonth(value === months[0] ? null : value)} allowDeselect={false} w={190} />
        </Group>
        <Group gap="xs">
          <Button component="a" href={`/api/v1/exports/${month}.csv${query}`} download={`berth-${month}.csv`} variant="default" leftSection={<IconDownload size={16} />}>
            CSV
          </Button>
          <Button component="a" href={`/api/v1/exports/${month}.json${query}`} download={`berth-${month}.json`} variant="default" leftSection={<IconDownload size={16} />}>
            JSON
          </Button>
        </Group>
      </Group>
      <Loaded query={days} height={420}>
        {(spend) => (
          <>
            <Totals spend={spend} />
            <Days spend={spend} />
          </>
        )}
      </Loaded>
      <Split month={month} tenant={tenant} />
    </>
  );
}

function Totals({ spend }: { spend: Spend }) {
  const goesOn = spend.totals.some((total) => total.forecast !== null);
  const units = spend.totals.reduce((sum, total) => sum + total.units, 0);
  const unitsForecast = spend.totals.reduce((sum, total) => sum + (total.unitsForecast ?? 0), 0);
  return (
    <>
      <div className="figures">
        {spend.totals.length === 0 && <Total label="Total" value="nothing" about="No calls and no node hours" />}
        {spend.totals.map((total) => (
          <Total
            key={total.currency}
            label={spend.totals.length === 1 ? 'Total' : `Total in ${total.currency}`}
            value={money(total.amount, total.currency)}
            about={total.forecast === null ? 'calls and node hours' : `${glance(total.forecast, total.currency)} by its end at this pace`}
          />
        ))}
        <Total label="Compute units" value={count(units)} about={goesOn ? `${compact(unitsForecast)} by its end at this pace` : 'of the calls that cost'} />
      </div>
      {goesOn && (
        <Text size="xs" c="dimmed">
          The month goes on: an export has exactly what is shown here when it is taken at the same time.
        </Text>
      )}
    </>
  );
}

function Total({ label, value, about }: { label: string; value: string; about: string }) {
  return (
    <div className="panel figure-card">
      <Text size="xs" c="dimmed" fw={500}>
        {label}
      </Text>
      <div className="figure" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </div>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
    </div>
  );
}

function Days({ spend }: { spend: Spend }) {
  const [of, setOf] = useFilter('of');
  const units = of === 'units';
  const [wanted, setCurrency] = useFilter('currency');
  const currency = spend.totals.find((total) => total.currency === wanted)?.currency ?? spend.totals[0]?.currency ?? '';
  const { times, lines } = useMemo(() => daysOf(spend, currency, units), [spend, currency, units]);
  return (
    <Panel
      title="By day"
      actions={
        <>
          {spend.totals.length > 1 && !units && (
            <SegmentedControl size="xs" aria-label="Currency" data={spend.totals.map((total) => total.currency)} value={currency} onChange={setCurrency} />
          )}
          <SegmentedControl
            size="xs"
            aria-label="What is shown by day"
            data={[
              { value: 'money', label: 'Money' },
              { value: 'units', label: 'Compute units' },
            ]}
            value={units ? 'units' : 'money'}
            onChange={(value) => setOf(value === 'units' ? 'units' : null)}
          />
        </>
      }
    >
      {lines.length === 0 ? (
        <div style={{ minHeight: 254, display: 'grid', placeItems: 'center' }}>
          <Empty title="Nothing in this month">Calls cost by their compute units, nodes by the hours in which they are ready.</Empty>
        </div>
      ) : (
        <LazyPlot label={units ? 'Compute units by day' : `${currency} by day`} times={times} lines={lines} say={units ? compact : (value) => `${currency} ${few.format(value)}`} steps={units ? 'whole' : undefined} stacked />
      )}
    </Panel>
  );
}

const few = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });

function Split({ month, tenant }: { month: string; tenant: string }) {
  const [wanted, setSplit] = useFilter('split');
  const split = SPLITS.find((one) => one.value === wanted) ?? SPLITS[0];
  const by = split?.value ?? 'sku';
  const [named] = useFilter('named');
  const sort = useSort(by === 'day' ? DAYS_FIRST : DEAREST_FIRST);
  const pages = usePages(
    ['spend', month, tenant, by, named, sort.by],
    (cursor, limit) => answer(api.GET('/api/v1/spend', { params: { query: { month, by, tenant: tenant || undefined, named: named || undefined, sort: sort.by, cursor, limit } } })),
    { every: 30_000 },
  );
  const columns = useMemo<ColumnDef<Item, unknown>[]>(
    () => [
      {
        header: split?.header ?? '',
        meta: { sort: 'name' },
        cell: ({ row: { original: item } }) => (
          <>
            <span style={{ fontWeight: 550 }}>{by === 'day' ? DAY.format(new Date(item.id)) : item.name}</span>
            {item.kind === 'node' && <span className="quiet"> {by === 'day' ? 'node hours' : 'node'}</span>}
          </>
        ),
      },
      {
        header: 'Calls',
        cell: ({ row: { original: item } }) => <span className="numbers">{item.kind === 'calls' ? count(item.calls) : '–'}</span>,
        meta: { align: 'right', on: 'wide', sort: 'calls' },
      },
      {
        header: 'Quantity',
        cell: ({ row: { original: item } }) => <span className="numbers">{item.unit === 'CU' ? `${count(item.quantity)} CU` : span(item.quantity)}</span>,
        meta: { align: 'right', on: 'middle', sort: 'units' },
      },
      { header: 'Cost', cell: ({ row }) => <span className="numbers">{money(row.original.amount, row.original.currency)}</span>, meta: { align: 'right', sort: 'cost' } },
    ],
    [split, by],
  );
  return (
    <Panel
      title="What it was for"
      bare
      actions={
        <>
          {(named || pages.rows.length > 20) && <NamedFilter of={by === 'key' ? 'keys' : 'lines'} />}
          <SegmentedControl size="xs" aria-label="Split by" data={SPLITS.map(({ value, label }) => ({ value, label }))} value={by} onChange={(value) => setSplit(value === 'sku' ? null : value)} />
        </>
      }
    >
      <Rows
        label="What it was for"
        columns={columns}
        pages={pages}
        idOf={(item) => `${item.kind} ${item.id} ${item.currency}`}
        sort={sort}
        empty={
          named ? <Empty title="Nothing is called like that" /> : <Empty title="Nothing in this month">What is called and what runs is listed here, with its price.</Empty>
        }
      />
    </Panel>
  );
}

const DEAREST_FIRST = ['-cost', 'cost', 'name', '-name', 'calls', '-calls', 'units', '-units'] as const;
const DAYS_FIRST = ['name', '-name', '-cost', 'cost', 'calls', '-calls', 'units', '-units'] as const;

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

const nameOf = (month: string) => MONTH.format(new Date(`${month}-01T00:00:00Z`));
