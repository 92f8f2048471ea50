import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { usePages } from '../api/pages';
import { Confirm } from '../look/Confirm';
import { CopyWords } from '../look/Copy';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { useIsOperator } from '../session/Session';

type ApiKey = Api['ApiKey'];
type Role = Api['Role'];

const KEYS = ['api-keys'] as const;

/** Keys of the API, for scripts and the command line. */
export function ApiKeys({ tenant }: { tenant?: string }) {
  const isPlatform = useIsOperator() && tenant === undefined;
  const [makes, setMakes] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const pages = usePages([...KEYS, tenant ?? ''], (cursor, limit) => answer(api.GET('/api/v1/api-keys', { params: { query: { cursor, limit, tenant } } })));
  const revoke = useAct<string>({
    perform: (key) => answer(api.POST('/api/v1/api-keys/{key}/revoke', { params: { path: { key }, query: { tenant } } })),
    changes: [KEYS],
    said: 'Revoked: it opens nothing any more.',
    then: () => setRevoking(null),
  });
  const columns: ColumnDef<ApiKey, unknown>[] = [
    {
      header: 'Name',
      cell: ({ row: { original: key } }) => (
        <div>
          <div style={{ fontWeight: 550 }}>{key.name}</div>
          <span className="mono quiet">{key.id}</span>
        </div>
      ),
    },
    { header: 'Role', cell: ({ row }) => row.original.role, meta: { on: 'middle' } },
    ...(isPlatform ? ([{ header: 'Tenant', cell: ({ row }) => row.original.tenant?.name ?? 'platform', meta: { on: 'middle' } }] as ColumnDef<ApiKey, unknown>[]) : []),
    { header: 'State', cell: ({ row }) => <State of={row.original.state} /> },
    { header: 'Created', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { on: 'middle' } },
    { header: 'Ends', cell: ({ row: { original: key } }) => (key.revokedAt || key.expiresAt ? <Moment at={key.revokedAt || key.expiresAt} /> : 'never'), meta: { on: 'middle' } },
    {
      id: 'revoke',
      header: () => <span className="unseen">Revoke</span>,
      meta: { align: 'right' },
      cell: ({ row }) =>
        row.original.state === 'active' && (
          <Button size="xs" variant="default" onClick={() => setRevoking(row.original)}>
            Revoke
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title="API keys"
      bare
      actions={
        <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMakes(true)}>
          New API key
        </Button>
      }
    >
      <Rows label="API keys" columns={columns} pages={pages} idOf={(key) => key.id} empty={<Empty title="No API keys">Scripts and the berth command sign in with one.</Empty>} />
      {makes && <NewApiKey tenant={tenant} close={() => setMakes(false)} />}
      {revoking && (
        <Confirm title={`Revoke ${revoking.name}`} action="Revoke the key" isBusy={revoke.isPending} close={() => setRevoking(null)} confirm={() => revoke.mutate(revoking.id)}>
          What signs in with it is refused at once.
        </Confirm>
      )}
    </Panel>
  );
}

const ROLES: Record<Role, string> = {
  developer: 'Developer: nodes, endpoints, usage',
  owner: 'Owner: members, keys and exports as well',
  operator: 'Operator: the whole platform',
};

function NewApiKey({ tenant, close }: { tenant: string | undefined; close: () => void }) {
  const isPlatform = useIsOperator() && tenant === undefined;
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>(isPlatform ? 'operator' : 'developer');
  const [days, setDays] = useState('90');
  const create = useAct<void, Api['ApiKeyWithSecret']>({
    perform: () => {
      const expiresAt = days === '' ? undefined : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
      return answer(api.POST('/api/v1/api-keys', { params: { query: { tenant }, header: once() }, body: { name, role, expiresAt } }));
    },
    changes: [KEYS],
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={close} title="New API key" size="lg">
      {create.data ? (
        <Stack gap="md">
          <Text size="sm">This is the only time that it is shown. Keep it where secrets are kept.</Text>
          <code className="code wraps">{create.data.key}</code>
          <Group justify="flex-end" gap="xs">
            <CopyWords text={create.data.key} label="Copy the key" size="sm" />
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            {create.error && <Failure error={create.error} />}
            <TextInput label="Name" description="What signs in with it." required maxLength={100} value={name} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
            <Select
              label="Role"
              data={(isPlatform ? (['operator'] as Role[]) : (['developer', 'owner'] as Role[])).map((one) => ({ value: one, label: ROLES[one] }))}
              value={role}
              onChange={(value) => value && setRole(value as Role)}
              allowDeselect={false}
            />
            <Select
              label="Ends"
              data={[
                { value: '30', label: 'In 30 days' },
                { value: '90', label: 'In 90 days' },
                { value: '365', label: 'In a year' },
                { value: '', label: 'Never' },
              ]}
              value={days}
              onChange={(value) => setDays(value ?? '')}
              allowDeselect={false}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Create the key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
