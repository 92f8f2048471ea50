import { Button, Group, Menu, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChevronDown } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Loaded, Page, Panel } from '../look/Page';
import { HOURS_A_MONTH, money, times } from '../look/money';
import { span } from '../look/quantities';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { useFilter } from '../look/Tabs';
import { useIsOperator, useMe } from '../session/Session';
import { accountQuery } from '../tenants/queries';
import { TenantFilter } from '../tenants/TenantFilter';
import { Ledger } from './Ledger';

type Lease = Api['Lease'];

const LEASES = ['leases'] as const;

/** What nodes hold, at what price. */
export default function LeasesPage() {
  const operator = useIsOperator();
  const me = useMe();
  const [ended, setEnded] = useFilter('ended');
  const [tenant] = useFilter('tenant');
  const [asked, setAsked] = useState<{ lease: Lease; what: 'reclaim' | 'top-up' } | null>(null);
  const pages = usePages(
    [...LEASES, ended, tenant],
    (cursor, limit) => answer(api.GET('/api/v1/leases', { params: { query: { cursor, limit, open: ended === '', tenant: tenant || undefined } } })),
    { every: 10_000 },
  );
  const keep = useAct<string>({
    perform: (lease) => answer(api.DELETE('/api/v1/leases/{lease}/notice', { params: { path: { lease } } })),
    changes: [LEASES],
    said: 'The lease stays.',
  });
  return (
    <Page title="Leases" lead="What each node holds on a host, and what an hour of it costs. Only hours in which the node is ready cost.">
      {me.tenant && <Balance tenant={me.tenant.id} />}
      <Group gap="sm">
        <TenantFilter />
        <Switch label="Ended ones too" checked={ended !== ''} onChange={(event) => setEnded(event.currentTarget.checked ? 'yes' : null)} />
      </Group>
      <Panel bare>
        <Rows
          label="Leases"
          columns={columnsOf(operator, pages.rows.some((lease) => actionsOf(lease, me.role).any) ? me.role : null, setAsked, keep.mutate)}
          pages={pages}
          idOf={(lease) => lease.id}
          empty={<Empty title="No leases">A lease begins when a node gets its place on a host.</Empty>}
        />
      </Panel>
      <Ledger tenant={tenant || undefined} />
      {asked?.what === 'reclaim' && <Reclaim lease={asked.lease} close={() => setAsked(null)} />}
      {asked?.what === 'top-up' && <TopUp lease={asked.lease} close={() => setAsked(null)} />}
    </Page>
  );
}

function Balance({ tenant }: { tenant: string }) {
  const account = useQuery(accountQuery(tenant));
  return (
    <Panel title="Balance">
      <Loaded query={account} height={32}>
        {(found) => (
          <Group gap="lg" align="baseline">
            {found.balances.map((balance) => (
              <span key={balance.currency} className="figure">
                {money(balance.amount, balance.currency)}
              </span>
            ))}
            <Text size="sm" c="dimmed">
              {found.agreement.funding === 'prepaid'
                ? 'Prepaid: leases run as far as what you paid in goes.'
                : 'Postpaid: the bill at the end of the month says what leases cost.'}
            </Text>
          </Group>
        )}
      </Loaded>
    </Panel>
  );
}

function columnsOf(
  operator: boolean,
  actor: Role | null,
  ask: (asked: { lease: Lease; what: 'reclaim' | 'top-up' }) => void,
  keep: (lease: string) => void,
): ColumnDef<Lease, unknown>[] {
  return [
    {
      header: 'Node',
      cell: ({ row: { original: lease } }) => (
        <Link to={`/nodes/${lease.nodeId}`} className="name">
          {lease.nodeName ?? lease.nodeId.slice(0, 8)}
        </Link>
      ),
    },
    {
      header: 'State',
      cell: ({ row: { original: lease } }) => (
        <Group gap={6} wrap="nowrap">
          <State of={lease.state} title={lease.noticeReason ?? lease.closeReason ?? ''} />
          {lease.endsAt && lease.state !== 'ended' && (
            <Text size="xs" c="dimmed">
              ends <Moment at={lease.endsAt} />
            </Text>
          )}
        </Group>
      ),
    },
    ...(operator ? ([{ header: 'Tenant', cell: ({ row }) => row.original.tenant.name, meta: { on: 'middle' } }] as ColumnDef<Lease, unknown>[]) : []),
    {
      header: 'An hour',
      cell: ({ row: { original: lease } }) => <span className="numbers">{money(lease.ratePerHour, lease.currency)}</span>,
      meta: { align: 'right' },
    },
    {
      header: 'A month',
      cell: ({ row: { original: lease } }) => <span className="numbers">{money(times(lease.ratePerHour, HOURS_A_MONTH), lease.currency)}</span>,
      meta: { align: 'right', on: 'wide' },
    },
    {
      header: 'Served',
      cell: ({ row }) => <span className="numbers">{row.original.servedSeconds === undefined ? '–' : span(row.original.servedSeconds)}</span>,
      meta: { align: 'right', on: 'middle' },
    },
    {
      header: 'Left',
      cell: ({ row: { original: lease } }) =>
        lease.account ? (
          <span className="numbers" title={lease.account.lastsSeconds == null ? '' : `lasts ${span(lease.account.lastsSeconds)}`}>
            {money(lease.account.left, lease.currency)}
          </span>
        ) : (
          <span className="quiet">billed</span>
        ),
      meta: { align: 'right', on: 'wide' },
    },
    ...(actor === null ? [] : [actionsColumn(actor, ask, keep)]),
  ];
}

type Role = Api['Role'];

/** What somebody may do with a lease. */
function actionsOf(lease: Lease, role: Role) {
  const canTopUp = role !== 'developer' && lease.account != null && lease.state !== 'ended';
  const canReclaim = role === 'operator' && lease.state === 'active';
  const canKeep = role === 'operator' && lease.state === 'notice';
  return { canTopUp, canReclaim, canKeep, any: canTopUp || canReclaim || canKeep };
}

function actionsColumn(role: Role, ask: (asked: { lease: Lease; what: 'reclaim' | 'top-up' }) => void, keep: (lease: string) => void): ColumnDef<Lease, unknown> {
  return {
    id: 'actions',
    header: () => <span className="unseen">Actions</span>,
    meta: { align: 'right' },
    cell: ({ row: { original: lease } }) => {
      const { canTopUp, canReclaim, canKeep, any } = actionsOf(lease, role);
      if (!any) return null;
      return (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<IconChevronDown size={13} />} aria-label={`Actions for the lease of ${lease.nodeName ?? ''}`}>
              Actions
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {canTopUp && <Menu.Item onClick={() => ask({ lease, what: 'top-up' })}>Top up…</Menu.Item>}
            {canReclaim && <Menu.Item onClick={() => ask({ lease, what: 'reclaim' })}>Reclaim with notice…</Menu.Item>}
            {canKeep && <Menu.Item onClick={() => keep(lease.id)}>Take the notice back</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      );
    },
  };
}

const NOTICES = [
  { value: '', label: 'As it was agreed' },
  { value: '604800', label: 'A week' },
  { value: '1209600', label: 'Two weeks' },
  { value: '2592000', label: '30 days' },
];

function Reclaim({ lease, close }: { lease: Lease; close: () => void }) {
  const [reason, setReason] = useState('');
  const [notice, setNotice] = useState('');
  const reclaim = useAct({
    perform: () =>
      answer(
        api.POST('/api/v1/leases/{lease}/notice', {
          params: { path: { lease: lease.id } },
          body: { reason, ...(notice ? { noticeSeconds: Number(notice) } : {}) },
        }),
      ),
    changes: [LEASES],
    said: 'Notice is given. Its tenant sees when it ends and why.',
    then: close,
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reclaim.mutate();
  };
  return (
    <Modal opened onClose={close} title={`Reclaim the lease of ${lease.nodeName ?? ''}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {reclaim.error && <Failure error={reclaim.error} />}
          <Text size="sm">The node runs on until the notice ends. Then it is removed with its data.</Text>
          <TextInput label="Reason" description="Its tenant reads it." required maxLength={1000} value={reason} data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
          <Select label="Notice" data={NOTICES} value={notice} onChange={(value) => setNotice(value ?? '')} allowDeselect={false} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color="#b3261e" loading={reclaim.isPending}>
              Give notice
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function TopUp({ lease, close }: { lease: Lease; close: () => void }) {
  const [amount, setAmount] = useState<number | string>('');
  const pay = useAct({
    perform: () => answer(api.POST('/api/v1/leases/{lease}/top-up', { params: { path: { lease: lease.id } }, body: { amount: String(amount) } })),
    changes: [LEASES, ['account'], ['ledger']],
    said: 'It is in the lease.',
    then: close,
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pay.mutate();
  };
  return (
    <Modal opened onClose={close} title={`Top up the lease of ${lease.nodeName ?? ''}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {pay.error && <Failure error={pay.error} />}
          <NumberInput label={`Amount in ${lease.currency}`} min={0} decimalScale={9} hideControls required value={amount} data-autofocus onChange={setAmount} />
          <Text size="xs" c="dimmed">
            It takes a day’s worth by itself when less than an hour’s is left: this is for more.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={pay.isPending}>
              Top up
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
