import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Api } from '../api/client';
import { Moment } from '../look/Moment';
import { Facts, Loaded, Page, Panel } from '../look/Page';
import { span } from '../look/quantities';
import { UrlTabs } from '../look/Tabs';
import { EventList } from '../events/EventList';
import { Ledger } from '../leases/Ledger';
import { Members } from '../team/Members';
import { ApiKeys } from '../team/ApiKeys';
import { TenantAccount } from './TenantAccount';
import { TenantQuota } from './TenantQuota';
import { tenantQuery } from './queries';

export default function TenantPage() {
  const { tenant: id = '' } = useParams();
  const query = useQuery(tenantQuery(id));
  return (
    <Page title={query.data?.title || query.data?.name || 'Tenant'} crumbs={[{ to: '/tenants', label: 'Tenants' }]}>
      <Loaded query={query} height={420}>
        {(tenant) => (
          <UrlTabs
            tabs={[
              { name: 'overview', label: 'Overview', content: () => <Overview tenant={tenant} /> },
              { name: 'account', label: 'Account', content: () => <Account tenant={tenant} /> },
              { name: 'team', label: 'Team', content: () => <Team tenant={tenant.name} /> },
              { name: 'events', label: 'Events', content: () => <EventList tenant={tenant.name} /> },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}

function Overview({ tenant }: { tenant: Api['Tenant'] }) {
  return (
    <Stack gap="lg">
      <Panel>
        <Facts
          of={[
            ['Name', tenant.name],
            ['Kind', tenant.kind],
            ['Approvals', tenant.approvalPolicy === 'person' ? 'by a person' : 'automatic'],
            ['Trusted', tenant.trusted ? 'yes' : 'no'],
            ['Pays', tenant.agreement?.funding ?? '–'],
            ['Notice', tenant.agreement?.noticeSeconds === undefined ? '–' : span(tenant.agreement.noticeSeconds)],
            ['Data kept without funds', tenant.agreement?.graceSeconds === undefined ? '–' : span(tenant.agreement.graceSeconds)],
            ['Platform’s share', `${((tenant.platformFeeBps ?? 0) / 100).toFixed(2)} %`],
            ['Since', <Moment at={tenant.createdAt} exact />],
          ]}
        />
      </Panel>
      <TenantQuota tenant={tenant} />
    </Stack>
  );
}

function Account({ tenant }: { tenant: Api['Tenant'] }) {
  return (
    <Stack gap="lg">
      <TenantAccount tenant={tenant} />
      <Ledger tenant={tenant.name} />
    </Stack>
  );
}

function Team({ tenant }: { tenant: string }) {
  return (
    <Stack gap="lg">
      <Members tenant={tenant} />
      <ApiKeys tenant={tenant} />
    </Stack>
  );
}
