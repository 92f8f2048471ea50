import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { Session, useIsOperator, useMayManage } from '../session/Session';
import { NotFoundPage } from './NotFoundPage';
import { Shell } from './Shell';

const OverviewPage = lazy(() => import('../overview/OverviewPage'));
const NodesPage = lazy(() => import('../nodes/NodesPage'));
const CreateNodePage = lazy(() => import('../nodes/CreateNodePage'));
const NodePage = lazy(() => import('../nodes/NodePage'));
const EndpointsPage = lazy(() => import('../endpoints/EndpointsPage'));
const CreateEndpointPage = lazy(() => import('../endpoints/CreateEndpointPage'));
const EndpointPage = lazy(() => import('../endpoints/EndpointPage'));
const UsagePage = lazy(() => import('../usage/UsagePage'));
const LeasesPage = lazy(() => import('../leases/LeasesPage'));
const TeamPage = lazy(() => import('../team/TeamPage'));
const ProfilePage = lazy(() => import('../session/ProfilePage'));
const EventsPage = lazy(() => import('../events/EventsPage'));
const HostsPage = lazy(() => import('../hosts/HostsPage'));
const HostPage = lazy(() => import('../hosts/HostPage'));
const PoolsPage = lazy(() => import('../pools/PoolsPage'));
const PoolPage = lazy(() => import('../pools/PoolPage'));
const ApprovalsPage = lazy(() => import('../approvals/ApprovalsPage'));
const TenantsPage = lazy(() => import('../tenants/TenantsPage'));
const TenantPage = lazy(() => import('../tenants/TenantPage'));
const TemplatesPage = lazy(() => import('../templates/TemplatesPage'));
const TemplatePage = lazy(() => import('../templates/TemplatePage'));
const PricesPage = lazy(() => import('../prices/PricesPage'));
const SpreadPage = lazy(() => import('../spread/SpreadPage'));
const PlatformPage = lazy(() => import('../platform/PlatformPage'));
const WebhooksPage = lazy(() => import('../webhooks/WebhooksPage'));
const WebhookPage = lazy(() => import('../webhooks/WebhookPage'));
const WelcomePage = lazy(() => import('../session/WelcomePage'));
const InvitationPage = lazy(() => import('../session/InvitationPage'));

/** Every page there is, by its address. */
export function Pages() {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route path="/welcome/:token" element={<WelcomePage />} />
        <Route path="/invitation/:token" element={<InvitationPage />} />
        <Route
          path="*"
          element={
            <Session>
              <Shell>
                <Suspense fallback={<Skeleton height={320} radius={10} aria-label="Loading" />}>
                  <Inside />
                </Suspense>
              </Shell>
            </Session>
          }
        />
      </Routes>
    </Suspense>
  );
}

function Inside() {
  const operator = useIsOperator();
  const mayManage = useMayManage();
  return (
    <Routes>
      <Route path="/" element={<OverviewPage />} />
      <Route path="/nodes" element={<NodesPage />} />
      <Route path="/nodes/new" element={<CreateNodePage />} />
      <Route path="/nodes/:node" element={<NodePage />} />
      <Route path="/endpoints" element={<EndpointsPage />} />
      <Route path="/endpoints/new" element={<CreateEndpointPage />} />
      <Route path="/endpoints/:endpoint" element={<EndpointPage />} />
      <Route path="/usage" element={<UsagePage />} />
      <Route path="/leases" element={<LeasesPage />} />
      <Route path="/team" element={<TeamPage />} />
      <Route path="/profile" element={<ProfilePage />} />
      <Route path="/events" element={<EventsPage />} />
      <Route path="/templates" element={<TemplatesPage />} />
      <Route path="/templates/:template" element={<TemplatePage />} />
      <Route path="/prices" element={<PricesPage />} />
      {mayManage && (
        <>
          <Route path="/webhooks" element={<WebhooksPage />} />
          <Route path="/webhooks/:webhook" element={<WebhookPage />} />
        </>
      )}
      {operator && (
        <>
          <Route path="/hosts" element={<HostsPage />} />
          <Route path="/hosts/:host" element={<HostPage />} />
          <Route path="/pools" element={<PoolsPage />} />
          <Route path="/pools/:pool" element={<PoolPage />} />
          <Route path="/approvals" element={<ApprovalsPage />} />
          <Route path="/tenants" element={<TenantsPage />} />
          <Route path="/tenants/:tenant" element={<TenantPage />} />
          <Route path="/spread" element={<SpreadPage />} />
          <Route path="/platform" element={<PlatformPage />} />
        </>
      )}
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
