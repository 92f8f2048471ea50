import { Skeleton } from '@mantine/core';
import { type ComponentType, lazy, type ReactElement, Suspense } from 'react';
import { matchRoutes, Route, Routes } from 'react-router';
import { Session, useIsOperator, useMayManage } from '../session/Session';
import { NotFoundPage } from './NotFoundPage';
import { Shell } from './Shell';

interface Shown {
  path: string;
  load: () => Promise<unknown>;
  page: ReactElement;
}

/** A page that comes when it is opened. */
function page(path: string, load: () => Promise<{ default: ComponentType }>): Shown {
  const Page = lazy(load);
  return { path, load, page: <Page /> };
}

const STRANGERS = [
  page('/welcome/:token', () => import('../session/WelcomePage')),
  page('/invitation/:token', () => import('../session/InvitationPage')),
];

const EVERYBODY = [
  page('/', () => import('../overview/OverviewPage')),
  page('/nodes', () => import('../nodes/NodesPage')),
  page('/nodes/new', () => import('../nodes/CreateNodePage')),
  page('/nodes/:node', () => import('../nodes/NodePage')),
  page('/endpoints', () => import('../endpoints/EndpointsPage')),
  page('/endpoints/new', () => import('../endpoints/CreateEndpointPage')),
  page('/endpoints/:endpoint', () => import('../endpoints/EndpointPage')),
  page('/usage', () => import('../usage/UsagePage')),
  page('/leases', () => import('../leases/LeasesPage')),
  page('/team', () => import('../team/TeamPage')),
  page('/profile', () => import('../session/ProfilePage')),
  page('/events', () => import('../events/EventsPage')),
  page('/templates', () => import('../templates/TemplatesPage')),
  page('/templates/:template', () => import('../templates/TemplatePage')),
  page('/prices', () => import('../prices/PricesPage')),
];

const MANAGERS = [
  page('/webhooks', () => import('../webhooks/WebhooksPage')),
  page('/webhooks/:webhook', () => import('../webhooks/WebhookPage')),
];

const OPERATORS = [
  page('/hosts', () => import('../hosts/HostsPage')),
  page('/hosts/:host', () => import('../hosts/HostPage')),
  page('/pools', () => import('../pools/PoolsPage')),
  page('/pools/:pool', () => import('../pools/PoolPage')),
  page('/approvals', () => import('../approvals/ApprovalsPage')),
  page('/tenants', () => import('../tenants/TenantsPage')),
  page('/tenants/:tenant', () => import('../tenants/TenantPage')),
  page('/spread', () => import('../spread/SpreadPage')),
  page('/platform', () => import('../platform/PlatformPage')),
];

/** Fetches the page of an address while it is being found out who is here. */
export function fetchPageOf(address: string): void {
  const all = [...STRANGERS, ...EVERYBODY, ...MANAGERS, ...OPERATORS];
  const found = matchRoutes(all, address.split('?')[0] || '/')?.at(-1);
  found?.route.load().catch(() => undefined); // it is fetched again where it is shown, and what is wrong told there
}

/** Every page there is, by its address. */
export function Pages() {
  return (
    <Suspense fallback={null}>
      <Routes>
        {routes(STRANGERS)}
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
      {routes(EVERYBODY)}
      {mayManage && routes(MANAGERS)}
      {operator && routes(OPERATORS)}
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

const routes = (pages: Shown[]) => pages.map(({ path, page }) => <Route key={path} path={path} element={page} />);
