import { Button, Group, Modal, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { usePages } from '../api/pages';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { NamedFilter } from '../look/Named';
import { Empty, Page, Panel } from '../look/Page';
import { count } from '../look/quantities';
import { Rows } from '../look/Rows';
import { useFilter } from '../look/Tabs';
import { TENANTS } from './queries';

type Tenant = Api['Tenant'];

export default function TenantsPage() {
  const [makes, setMakes] = useState(false);
  const [named] = useFilter('named');
  const pages = usePages([...TENANTS, 'list', named], (cursor, limit) => answer(api.GET('/api/v1/tenants', { params: { query: { cursor, limit, named: named || undefined } } })));
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMakes(true)}>
      Create a tenant
    </Button>
  );
  return (
    <Page title="Tenants" lead="The organisations that use the platform and pay." actions={create}>
      <Group gap="sm">
        <NamedFilter of="tenants" />
      </Group>
      <Panel bare>
        <Rows
          label="Tenants"
          columns={COLUMNS}
          pages={pages}
          idOf={(tenant) => tenant.id}
          opens={(tenant) => `/tenants/${tenant.id}`}
          empty={named ? <Empty title="No tenant is called like that" /> : <Empty title="No tenants" action={create} />}
        />
      </Panel>
      {makes && <CreateTenant close={() => setMakes(false)} />}
    </Page>
  );
}

const COLUMNS: ColumnDef<Tenant, unknown>[] = [
  {
    header: 'Name',
    cell: ({ row: { original: tenant } }) => (
      <div>
        <Link to={`/tenants/${tenant.id}`} className="name">
          {tenant.title || tenant.name}
        </Link>
        {tenant.title && (
          <Text size="xs" c="dimmed">
            {tenant.name}
          </Text>
        )}
      </div>
    ),
  },
  { header: 'Kind', cell: ({ row }) => row.original.kind, meta: { on: 'middle' } },
  { header: 'Pays', cell: ({ row }) => row.original.agreement?.funding ?? '–' },
  { header: 'Approvals', cell: ({ row }) => (row.original.approvalPolicy === 'person' ? 'by a person' : 'automatic'), meta: { on: 'middle' } },
  { header: 'Node quota', cell: ({ row }) => <span className="numbers">{row.original.quota.nodes == null ? 'none' : count(row.original.quota.nodes)}</span>, meta: { align: 'right', on: 'middle' } },
  { header: 'Since', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { align: 'right', on: 'middle' } },
];

function CreateTenant({ close }: { close: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [approval, setApproval] = useState<Tenant['approvalPolicy']>('automatic');
  const [trusted, setTrusted] = useState(false);
  const create = useAct<void, Tenant>({
    perform: () =>
      answer(api.POST('/api/v1/tenants', { params: { header: once() }, body: { name, title, approvalPolicy: approval, trusted } as Api['TenantCreate'] })),
    changes: [TENANTS],
    then: (tenant) => void navigate(`/tenants/${tenant.id}`),
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={close} title="Create a tenant">
      <form onSubmit={submit}>
        <Stack gap="md">
          {create.error && <Failure error={create.error} />}
          <TextInput label="Name" description="Small letters, digits and dashes." required pattern="[a-z0-9][a-z0-9\-]{0,62}" value={name} data-autofocus error={create.error?.at('/name')} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput label="Title" description="For people." maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
          <Select
            label="Approvals"
            data={[
              { value: 'automatic', label: 'Automatic, where no policy says otherwise' },
              { value: 'person', label: 'By a person, where no policy says otherwise' },
            ]}
            value={approval}
            onChange={(value) => value && setApproval(value as Tenant['approvalPolicy'])}
            allowDeselect={false}
          />
          <Switch label="Trusted" description="May run on hosts whose engine isolates nothing." checked={trusted} onChange={(event) => setTrusted(event.currentTarget.checked)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create the tenant
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
