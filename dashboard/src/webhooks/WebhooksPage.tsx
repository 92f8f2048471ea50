import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Moment } from '../look/Moment';
import { Empty, Page, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { useFilter } from '../look/Tabs';
import { useIsOperator } from '../session/Session';
import { TenantFilter } from '../tenants/TenantFilter';
import { CreateWebhook } from './CreateWebhook';
import { WEBHOOKS, type Webhook } from './queries';
import { ruleOf } from './rules';

/** Addresses that are told of events. */
export default function WebhooksPage() {
  const operator = useIsOperator();
  const [tenant] = useFilter('tenant');
  const [creates, setCreates] = useState(false);
  const pages = usePages([...WEBHOOKS, 'list', tenant], (cursor, limit) => answer(api.GET('/api/v1/webhooks', { params: { query: { cursor, limit, tenant: tenant || undefined } } })));
  const columns = useMemo(() => columnsOf(operator), [operator]);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreates(true)}>
      Create a webhook
    </Button>
  );
  return (
    <Page title="Webhooks" lead="Events told to addresses of your own: signed, over https, and again until they have heard." actions={create}>
      {operator && (
        <Group gap="sm">
          <TenantFilter />
        </Group>
      )}
      <Panel bare>
        <Rows
          label="Webhooks"
          columns={columns}
          pages={pages}
          idOf={(webhook) => webhook.id}
          opens={(webhook) => `/webhooks/${webhook.id}`}
          empty={
            <Empty title={tenant ? 'This tenant has no webhooks' : 'No webhooks yet'} action={create}>
              A pager, a chat or a program of your own hears of each event within a second, by a signed POST.
            </Empty>
          }
        />
      </Panel>
      {creates && <CreateWebhook close={() => setCreates(false)} />}
    </Page>
  );
}

function columnsOf(operator: boolean): ColumnDef<Webhook, unknown>[] {
  return [
    {
      header: 'Name',
      cell: ({ row: { original: webhook } }) => (
        <Link to={`/webhooks/${webhook.id}`} className="name">
          {webhook.name}
        </Link>
      ),
    },
    { header: 'State', cell: ({ row }) => <State of={row.original.enabled ? 'active' : 'disabled'} /> },
    {
      header: 'Address',
      cell: ({ row }) => (
        <div className="mono cut" style={{ maxWidth: 380 }} title={row.original.url}>
          {row.original.url}
        </div>
      ),
      meta: { on: 'middle' },
    },
    { header: 'Is told of', cell: ({ row }) => ruleOf(row.original), meta: { on: 'wide' } },
    ...(operator ? ([{ header: 'Tenant', cell: ({ row }) => row.original.tenant.name, meta: { on: 'middle' } }] as ColumnDef<Webhook, unknown>[]) : []),
    { header: 'Created', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { align: 'right', on: 'middle' } },
  ];
}
