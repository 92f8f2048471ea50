import { Alert, Button, Group, Select, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { Api } from '../api/client';
import { Loaded, Empty, Page, Panel } from '../look/Page';
import { money } from '../look/money';
import { lastMonths } from '../look/moments';
import { count } from '../look/quantities';
import { Moment } from '../look/Moment';
import { Rows, whole } from '../look/Rows';
import { useFilter } from '../look/Tabs';
import { useMayManage } from '../session/Session';
import { TenantFilter } from '../tenants/TenantFilter';
import { TrafficPanel } from '../traffic/TrafficPanel';
import type { By } from '../traffic/queries';
import { exportQuery } from './queries';
import { type Sum, sumsBy } from './sums';

const WAYS: { value: By; label: string }[] = [
  { value: 'outcome', label: 'By outcome' },
  { value: 'sku', label: 'By method' },
  { value: 'endpoint', label: 'By endpoint' },
];

/** What was called and what it costs; the sums are those of the export. */
export default function UsagePage() {
  const mayManage = useMayManage();
  const [tenant] = useFilter('tenant');
  const [way, setWay] = useFilter('by');
  const by = WAYS.find((one) => one.value === way)?.value ?? 'outcome';
  return (
    <Page title="Usage">
      <Group gap="sm">
        <TenantFilter />
        <Select aria-label="Calls" data={WAYS} value={by} onChange={(value) => setWay(value === 'outcome' ? null : value)} allowDeselect={false} w={160} />
      </Group>
      <TrafficPanel title="Calls" by={by} tenant={tenant || undefined} />
      {mayManage ? (
        <Bill tenant={tenant} />
      ) : (
        <Panel>
          <Text size="sm" c="dimmed">
            What it costs is for owners to see.
          </Text>
        </Panel>
      )}
    </Page>
  );
}

function Bill({ tenant }: { tenant: string }) {
  const months = useMemo(() => lastMonths(new Date(), 12), []);
  const [wanted, setMonth] = useFilter('month');
  const month = months.includes(wanted) ? wanted : (months[0] ?? '');
  const bill = useQuery(exportQuery(month, tenant || undefined));
  const query = tenant ? `?tenant=${encodeURIComponent(tenant)}` : '';
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Select aria-label="Month" data={months.map((one) => ({ value: one, label: nameOf(one) }))} value={month} onChange={(value) => setMonth(value === months[0] ? null : value)} allowDeselect={false} w={190} />
        <Group gap="xs">
          <Button component="a" href={`/api/v1/exports/${month}.csv${query}`} download={`berth-${month}.csv`} variant="default" leftSection={<IconDownload size={16} />}>
            CSV
          </Button>
          <Button component="a" href={`/api/v1/exports/${month}.json${query}`} download={`berth-${month}.json`} variant="default" leftSection={<IconDownload size={16} />}>
            JSON
          </Button>
        </Group>
      </Group>
      <Loaded query={bill} height={360}>
        {(data) => <Sums bill={data} />}
      </Loaded>
    </>
  );
}

function Sums({ bill }: { bill: Api['Export'] }) {
  const calls = bill.lines.filter((line) => line.kind === 'calls');
  const nodes = bill.lines.filter((line) => line.kind === 'node');
  const until = bill.completeness.map((one) => one.completeUntil).sort()[0];
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
        {bill.totals.length === 0 && <Total label="Total" value="nothing" />}
        {bill.totals.map((total) => (
          <Total key={total.currency} label={bill.totals.length === 1 ? 'Total' : `Total in ${total.currency}`} value={money(total.cost, total.currency)} />
        ))}
        <Total label="Compute units" value={count(calls.reduce((sum, line) => sum + Number(line.quantity), 0))} />
        <Total label="Calls answered" value={count(calls.reduce((sum, line) => sum + (line.answered ?? 0), 0))} />
      </SimpleGrid>
      {!bill.complete && (
        <Alert variant="light" color="blue">
          <Text size="sm">
            This month goes on{until ? <>, and is counted until <Moment at={until} exact /></> : ''}. The exports have exactly what is shown here when they are taken at the same time.
          </Text>
        </Alert>
      )}
      <SumTable title="By method" sums={sumsBy(calls, (line) => line.sku ?? '(unknown)')} quantity="Compute units" />
      <SumTable title="By endpoint" sums={sumsBy(calls, (line) => line.endpoint ?? '(unknown)')} quantity="Compute units" />
      <SumTable title="By node" sums={sumsBy(nodes, (line) => line.node ?? '(unknown)')} quantity="Seconds ready" />
    </>
  );
}

function Total({ label, value }: { label: string; value: string }) {
  return (
    <div className="panel figure-card">
      <Text size="xs" c="dimmed" fw={500}>
        {label}
      </Text>
      <div className="figure" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </div>
    </div>
  );
}

function SumTable({ title, sums, quantity }: { title: string; sums: Sum[]; quantity: string }) {
  const columns = useMemo<ColumnDef<Sum, unknown>[]>(
    () => [
      { header: title.replace('By ', '').replace(/^./, (c) => c.toUpperCase()), cell: ({ row }) => <span style={{ fontWeight: 550 }}>{row.original.name}</span> },
      ...(quantity === 'Compute units'
        ? ([
            { header: 'Answered', cell: ({ row }) => <span className="numbers">{count(row.original.answered)}</span>, meta: { align: 'right', on: 'middle' } },
            { header: 'Failed', cell: ({ row }) => <span className="numbers">{count(row.original.failed)}</span>, meta: { align: 'right', on: 'wide' } },
            { header: 'Refused', cell: ({ row }) => <span className="numbers">{count(row.original.refused)}</span>, meta: { align: 'right', on: 'wide' } },
          ] as ColumnDef<Sum, unknown>[])
        : []),
      { header: quantity, cell: ({ row }) => <span className="numbers">{row.original.quantity.toLocaleString('en-GB')}</span>, meta: { align: 'right', on: 'middle' } },
      { header: 'Cost', cell: ({ row }) => <span className="numbers">{money(row.original.cost, row.original.currency)}</span>, meta: { align: 'right' } },
    ],
    [title, quantity],
  );
  return (
    <Panel title={title} bare>
      <Rows label={title} columns={columns} pages={whole(sums)} idOf={(sum) => `${sum.currency} ${sum.name}`} empty={<Empty title="Nothing in this month" />} />
    </Panel>
  );
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

const nameOf = (month: string) => MONTH.format(new Date(`${month}-01T00:00:00Z`));
