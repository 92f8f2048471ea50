import { ActionIcon, Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Confirm } from '../look/Confirm';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { money } from '../look/money';
import { bytes, cores } from '../look/quantities';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';

type Policy = Api['Policy'];

const POLICIES = ['policies'] as const;

/** Who approves, in the order in which policies are looked at. */
export function Policies() {
  const policies = useQuery({
    queryKey: POLICIES,
    queryFn: () => answer(api.GET('/api/v1/policies', { params: { query: { limit: 500 } } })).then((page) => page.items),
  });
  const [makes, setMakes] = useState(false);
  const [removing, setRemoving] = useState<Policy | null>(null);
  const remove = useAct<string>({
    perform: (policy) => answer(api.DELETE('/api/v1/policies/{policy}', { params: { path: { policy } } })),
    changes: [POLICIES],
    then: () => setRemoving(null),
  });
  const columns: ColumnDef<Policy, unknown>[] = [
    { header: 'Position', cell: ({ row }) => <span className="numbers">{row.original.position}</span>, meta: { width: 90 } },
    { header: 'Name', cell: ({ row }) => <span style={{ fontWeight: 550 }}>{row.original.name}</span> },
    { header: 'When', cell: ({ row }) => conditions(row.original), meta: { on: 'middle' } },
    { header: 'Then', cell: ({ row }) => <State of={row.original.decision} title={row.original.reason} /> },
    { header: 'Changed', cell: ({ row }) => <Moment at={row.original.changedAt} />, meta: { on: 'wide' } },
    {
      id: 'remove',
      header: () => <span className="unseen">Remove</span>,
      meta: { align: 'right', width: 60 },
      cell: ({ row }) => (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${row.original.name}`} onClick={() => setRemoving(row.original)}>
          <IconTrash size={16} />
        </ActionIcon>
      ),
    },
  ];
  return (
    <Panel
      title="Policies"
      bare
      actions={
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMakes(true)}>
          Add a policy
        </Button>
      }
    >
      <Rows
        label="Policies"
        columns={columns}
        pages={whole(policies.data, policies.error)}
        idOf={(policy) => policy.name}
        empty={<Empty title="No policies">Each tenant’s own setting decides. A policy approves what is cheap, refuses what is too large, asks a person about the rest.</Empty>}
      />
      {makes && <AddPolicy close={() => setMakes(false)} />}
      {removing && (
        <Confirm title={`Remove ${removing.name}`} action="Remove the policy" isBusy={remove.isPending} close={() => setRemoving(null)} confirm={() => remove.mutate(removing.name)}>
          Requests that come from now on are decided without it.
        </Confirm>
      )}
    </Panel>
  );
}

function conditions(policy: Policy): string {
  const parts = [
    policy.tenant && `of ${policy.tenant.name}`,
    policy.template,
    policy.size,
    policy.maxCpuMillis != null && `at most ${cores(policy.maxCpuMillis)}`,
    policy.maxMemoryBytes != null && `at most ${bytes(policy.maxMemoryBytes)} memory`,
    policy.maxDiskBytes != null && `at most ${bytes(policy.maxDiskBytes)} disk`,
    policy.maxPerHour != null && policy.currency && `at most ${money(policy.maxPerHour, policy.currency)} an hour`,
    policy.maxTotalPerHour != null && policy.currency && `at most ${money(policy.maxTotalPerHour, policy.currency)} an hour in all`,
  ].filter(Boolean);
  return parts.length === 0 ? 'always' : parts.join(', ');
}

function AddPolicy({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const [position, setPosition] = useState<number | string>(10);
  const [decision, setDecision] = useState<Policy['decision']>('approve');
  const [perHour, setPerHour] = useState('');
  const [currency, setCurrency] = useState('EUR');
  const [reason, setReason] = useState('');
  const add = useAct({
    perform: () =>
      answer(
        api.PUT('/api/v1/policies/{policy}', {
          params: { path: { policy: name } },
          body: { position: Number(position), decision, reason, ...(perHour ? { maxPerHour: perHour, currency } : {}) },
        }),
      ),
    changes: [POLICIES, ['requests']],
    then: close,
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Modal opened onClose={close} title="Add a policy">
      <form onSubmit={submit}>
        <Stack gap="md">
          {add.error && <Failure error={add.error} />}
          <TextInput label="Name" description="One of this name is replaced." required pattern="[a-z0-9][a-z0-9\-]{0,62}" value={name} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
          <NumberInput label="Position" description="The lowest is looked at first." min={0} allowDecimal={false} value={position} onChange={setPosition} />
          <Group grow align="flex-start">
            <TextInput label="When it costs at most, an hour" placeholder="Anything" inputMode="decimal" value={perHour} error={add.error?.at('/maxPerHour')} onChange={(event) => setPerHour(event.currentTarget.value)} />
            <TextInput label="Currency" value={currency} maxLength={3} error={add.error?.at('/currency')} onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())} />
          </Group>
          <Select
            label="Then"
            data={[
              { value: 'approve', label: 'Approve' },
              { value: 'ask', label: 'Ask a person' },
              { value: 'refuse', label: 'Refuse' },
            ]}
            value={decision}
            onChange={(value) => value && setDecision(value as Policy['decision'])}
            allowDeselect={false}
          />
          <TextInput label="Reason" description="Tenants read it." maxLength={1000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add the policy
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
