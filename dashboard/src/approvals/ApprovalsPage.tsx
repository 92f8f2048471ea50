import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Actor } from '../events/Actor';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Facts, Page, Panel } from '../look/Page';
import { money } from '../look/money';
import { bytes, cores, span } from '../look/quantities';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { useFilter } from '../look/Tabs';
import { labelOf } from '../nodes/parameters';
import { Policies } from './Policies';
import { termsOf } from './terms';

type Request = Api['Request'];

const REQUESTS = ['requests'] as const;
const STATES = ['pending', 'approved', 'rejected', 'expired', 'withdrawn', 'matched', 'unplaceable'] as const;

/** What waits for a person, and who else decides. */
export default function ApprovalsPage() {
  const [state, setState] = useFilter('state');
  const wanted = (STATES.find((one) => one === state) ?? (state === 'all' ? undefined : 'pending')) as Request['state'] | undefined;
  const [shown, setShown] = useState<Request | null>(null);
  const pages = usePages([...REQUESTS, wanted ?? ''], (cursor, limit) => answer(api.GET('/api/v1/requests', { params: { query: { cursor, limit, state: wanted } } })), {
    every: 5_000,
  });
  return (
    <Page title="Approvals" lead="Requests for nodes that wait for a person, and the policies that decide without one.">
      <Group>
        <Select
          aria-label="State"
          data={[{ value: 'all', label: 'All requests' }, ...STATES.map((one) => ({ value: one, label: one.charAt(0).toUpperCase() + one.slice(1) }))]}
          value={state || 'pending'}
          onChange={(value) => setState(value === 'pending' ? null : value)}
          allowDeselect={false}
          w={180}
        />
      </Group>
      <Panel bare>
        <Rows
          label="Requests"
          columns={columnsOf(setShown)}
          pages={pages}
          idOf={(request) => request.id}
          empty={
            wanted === 'pending' ? (
              <Empty title="Nothing waits for you">Requests come here when a policy says so, or when a tenant’s approvals are a person’s.</Empty>
            ) : (
              <Empty title="No request is like that" />
            )
          }
        />
      </Panel>
      <Policies />
      {shown && <Decide request={shown} close={() => setShown(null)} />}
    </Page>
  );
}

const columnsOf = (show: (request: Request) => void): ColumnDef<Request, unknown>[] => [
  {
    header: 'Tenant',
    cell: ({ row: { original: request } }) => (
      <div>
        <div style={{ fontWeight: 550 }}>{request.tenant.name}</div>
        <Text size="xs" c="dimmed">
          <Actor of={request.createdBy} />
        </Text>
      </div>
    ),
  },
  {
    header: 'Asks for',
    cell: ({ row }) => {
      const terms = termsOf(row.original);
      return `${terms.template} · ${terms.size} on ${terms.network}`;
    },
  },
  {
    header: 'An hour',
    cell: ({ row }) => {
      const { rate } = termsOf(row.original);
      return <span className="numbers">{rate ? money(rate.perHour, rate.currency) : 'nothing'}</span>;
    },
    meta: { align: 'right', on: 'middle' },
  },
  { header: 'State', cell: ({ row }) => <State of={row.original.state} title={row.original.reason ?? ''} /> },
  { header: 'Asked', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { on: 'middle' } },
  {
    id: 'decide',
    header: () => <span className="unseen">Decide</span>,
    meta: { align: 'right' },
    cell: ({ row }) => (
      <Button size="xs" variant={row.original.state === 'pending' ? 'filled' : 'default'} onClick={() => show(row.original)}>
        {row.original.state === 'pending' ? 'Review' : 'Show'}
      </Button>
    ),
  },
];

function Decide({ request, close }: { request: Request; close: () => void }) {
  const [reason, setReason] = useState('');
  const terms = termsOf(request);
  const decide = useAct<'approve' | 'reject', Request>({
    perform: (way) => {
      const what = { params: { path: { request: request.id } }, body: { termsHash: request.termsHash, reason } };
      return answer(way === 'approve' ? api.POST('/api/v1/requests/{request}/approve', what) : api.POST('/api/v1/requests/{request}/reject', what));
    },
    changes: [REQUESTS, ['nodes']],
    said: (decided) => (decided.state === 'rejected' ? 'Rejected. Its tenant reads why.' : 'Approved. A place is being found for it.'),
    then: close,
    quiet: true,
  });
  const submit = (event: FormEvent) => event.preventDefault();
  const isPending = request.state === 'pending';
  return (
    <Modal opened onClose={close} title={`${request.tenant.name} asks for a node`} size="lg">
      <form onSubmit={submit}>
        <Stack gap="lg">
          {decide.error && <Failure error={decide.error} />}
          <Facts
            of={[
              ['Client', `${terms.template} · ${terms.size}`],
              ['Network', terms.network],
              ['Processor', terms.resources ? cores(terms.resources.cpuMillis) : '–'],
              ['Memory', terms.resources ? bytes(terms.resources.memoryBytes) : '–'],
              ['Disk', terms.resources ? bytes(terms.resources.diskBytes) : '–'],
              ['An hour', terms.rate ? money(terms.rate.perHour, terms.rate.currency) : 'nothing'],
              ['Paid', terms.agreement?.funding?.toLowerCase() ?? '–'],
              ['Notice', terms.agreement?.noticeSeconds === undefined ? '–' : span(terms.agreement.noticeSeconds)],
              ['Asked by', <Actor of={request.createdBy} key="by" />],
              ['Waits until', request.expiresAt ? <Moment at={request.expiresAt} /> : '–'],
            ]}
          />
          {Object.keys(terms.parameters ?? {}).length > 0 && (
            <Facts of={Object.entries(terms.parameters ?? {}).map(([name, value]) => [labelOf(name), value === null ? 'not set' : String(value)])} />
          )}
          {request.reason && (
            <Text size="sm" c="dimmed">
              {request.reason}
            </Text>
          )}
          {request.approvals?.map((one) => (
            <Text size="sm" key={one.decidedAt}>
              <State of={one.decision ?? ''} /> by <Actor of={one.decidedBy ?? ''} />, <Moment at={one.decidedAt} />
              {one.reason && `: ${one.reason}`}
            </Text>
          ))}
          {isPending && (
            <>
              <Textarea label="Reason" description="The tenant reads it." maxLength={1000} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={() => decide.mutate('reject')} loading={decide.isPending && decide.variables === 'reject'}>
                  Reject
                </Button>
                <Button onClick={() => decide.mutate('approve')} loading={decide.isPending && decide.variables === 'approve'} data-autofocus>
                  Approve
                </Button>
              </Group>
            </>
          )}
        </Stack>
      </form>
    </Modal>
  );
}
