import { Alert, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconSend } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { useParams } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Actor } from '../events/Actor';
import { wordsOf } from '../events/kinds';
import { Moment } from '../look/Moment';
import { Empty, Facts, Loaded, Page, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { WEBHOOKS, type Webhook, webhookQuery } from './queries';
import { ruleOf } from './rules';
import { WebhookActions } from './WebhookActions';

type Delivery = Api['WebhookDelivery'];

/** A webhook, and what it was told. */
export default function WebhookPage() {
  const { webhook: id = '' } = useParams();
  const query = useQuery(webhookQuery(id));
  return (
    <Page
      title={query.data?.name ?? 'Webhook'}
      crumbs={[{ to: '/webhooks', label: 'Webhooks' }]}
      state={query.data && <State of={query.data.enabled ? 'active' : 'disabled'} />}
      lead={
        query.data && (
          <span className="mono" style={{ overflowWrap: 'anywhere' }}>
            {query.data.url}
          </span>
        )
      }
      actions={
        query.data && (
          <>
            <Test webhook={query.data} />
            <WebhookActions webhook={query.data} />
          </>
        )
      }
    >
      <Loaded query={query} height={420}>
        {(webhook) => (
          <>
            {!webhook.enabled && (
              <Alert variant="light" color="yellow">
                <Text size="sm">While it is disabled, what happens is not told, not later either; what is on its way waits.</Text>
              </Alert>
            )}
            <Panel>
              <Facts
                of={[
                  ['Is told of', ruleOf(webhook)],
                  ['Tenant', webhook.tenant.name],
                  ['Created', <Moment key="created" at={webhook.createdAt} exact />],
                  ['By', <Actor key="by" of={webhook.createdBy} />],
                  ...(webhook.secretBeforeUntil ? ([['The secret before signs too', <Moment key="before" at={webhook.secretBeforeUntil} />]] as [string, React.ReactNode][]) : []),
                ]}
              />
            </Panel>
            <Deliveries webhook={webhook} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Test({ webhook }: { webhook: Webhook }) {
  const test = useAct<void, Delivery>({
    perform: () => answer(api.POST('/api/v1/webhooks/{webhook}/test', { params: { path: { webhook: webhook.id } } })),
    changes: [WEBHOOKS],
    said: (delivery) => (delivery.state === 'delivered' ? `Heard: it answered ${delivery.status}.` : `Not heard: ${delivery.problem}`),
  });
  return (
    <Button leftSection={<IconSend size={16} />} onClick={() => test.mutate()} loading={test.isPending}>
      Send a test
    </Button>
  );
}

function Deliveries({ webhook }: { webhook: Webhook }) {
  const pages = usePages(
    [...WEBHOOKS, webhook.id, 'deliveries'],
    (cursor, limit) => answer(api.GET('/api/v1/webhooks/{webhook}/deliveries', { params: { path: { webhook: webhook.id }, query: { cursor, limit } } })),
    { every: 5_000 },
  );
  return (
    <Panel title="Deliveries" bare>
      <Rows
        label="Deliveries"
        columns={COLUMNS}
        pages={pages}
        idOf={(delivery) => delivery.id}
        empty={<Empty title="Nothing was told yet">The next event that it is for appears here, with what it answered. A test shows it at once.</Empty>}
      />
    </Panel>
  );
}

const COLUMNS: ColumnDef<Delivery, unknown>[] = [
  { header: 'When', cell: ({ row }) => <Moment at={row.original.createdAt} exact />, meta: { width: 150 } },
  { header: 'Event', cell: ({ row }) => <span style={{ fontWeight: 550 }}>{wordsOf(row.original.kind)}</span> },
  { header: 'State', cell: ({ row }) => <State of={row.original.state} /> },
  { header: 'Tries', cell: ({ row }) => <span className="numbers">{row.original.attempts}</span>, meta: { align: 'right', on: 'middle' } },
  { header: 'Answer', cell: ({ row }) => <span className="numbers">{row.original.status ?? '–'}</span>, meta: { on: 'middle' } },
  {
    header: 'What went wrong',
    cell: ({ row: { original: delivery } }) => (
      <Text size="sm" lineClamp={2} maw={420} title={delivery.problem}>
        {delivery.problem || <span className="quiet">–</span>}
      </Text>
    ),
    meta: { on: 'wide' },
  },
  {
    header: 'Next try',
    cell: ({ row: { original: delivery } }) => (delivery.state === 'waiting' ? <Moment at={delivery.nextTryAt} /> : <span className="quiet">–</span>),
    meta: { align: 'right', on: 'middle' },
  },
];
