import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { EventList } from '../events/EventList';
import { Confirm } from '../look/Confirm';
import { NetworkMark } from '../look/NetworkMark';
import { Loaded, Page } from '../look/Page';
import { UrlTabs } from '../look/Tabs';
import { EndpointConnect } from './EndpointConnect';
import { EndpointConsole } from './EndpointConsole';
import { EndpointLimits } from './EndpointLimits';
import { EndpointLists } from './EndpointLists';
import { EndpointTraffic } from './EndpointTraffic';
import { ENDPOINTS, endpointQuery } from './queries';
import { useReveal } from './useReveal';

const EndpointInsights = lazy(() => import('./EndpointInsights'));

export default function EndpointPage() {
  const { endpoint: id = '' } = useParams();
  const query = useQuery(endpointQuery(id));
  return (
    <Page
      title={query.data?.name ?? 'Endpoint'}
      crumbs={[{ to: '/endpoints', label: 'Endpoints' }]}
      state={
        query.data && (
          <Group gap={8} wrap="nowrap">
            <NetworkMark network={query.data.network} size={22} />
            <Text size="sm" c="dimmed" component="span">
              {query.data.network}, answered by{' '}
              {query.data.pool ? `pool ${query.data.pool}` : <Link to={`/nodes/${query.data.node}`}>{query.data.node}</Link>}
            </Text>
          </Group>
        )
      }
      actions={query.data && <Delete endpoint={query.data} />}
    >
      <Loaded query={query} height={420}>
        {(endpoint) => <Parts endpoint={endpoint} />}
      </Loaded>
    </Page>
  );
}

function Parts({ endpoint }: { endpoint: Api['Endpoint'] }) {
  const reveal = useReveal(endpoint.id);
  return (
    <UrlTabs
      tabs={[
        { name: 'connect', label: 'Connect', content: () => <EndpointConnect endpoint={endpoint} reveal={reveal} /> },
        { name: 'console', label: 'Console', content: () => <EndpointConsole endpoint={endpoint} reveal={reveal} /> },
        { name: 'traffic', label: 'Traffic', content: () => <EndpointTraffic endpoint={endpoint.id} /> },
        { name: 'insights', label: 'Latency and errors', content: () => <Insights endpoint={endpoint} /> },
        { name: 'lists', label: 'Allowlists', content: () => <EndpointLists endpoint={endpoint} /> },
        { name: 'limits', label: 'Limits', content: () => <EndpointLimits endpoint={endpoint} /> },
        { name: 'events', label: 'Events', content: () => <EventList subject={endpoint.id} /> },
      ]}
    />
  );
}

/** Comes when it is opened. */
function Insights({ endpoint }: { endpoint: Api['Endpoint'] }) {
  return (
    <Suspense fallback={<Skeleton height={420} radius={10} aria-label="Loading" />}>
      <EndpointInsights endpoint={endpoint} />
    </Suspense>
  );
}

function Delete({ endpoint }: { endpoint: Api['Endpoint'] }) {
  const [asked, setAsked] = useState(false);
  const navigate = useNavigate();
  const remove = useAct({
    perform: () => answer(api.DELETE('/api/v1/endpoints/{endpoint}', { params: { path: { endpoint: endpoint.id } } })),
    changes: [[...ENDPOINTS, 'list'], [...ENDPOINTS, 'overview']], // not the page of it that is still there for a moment
    said: (revocation: Api['Revocation']) =>
      revocation.effective ? 'Deleted. Every proxy refuses its keys now.' : `Deleted. ${revocation.cutOff.length} proxies have yet to hear of it.`,
    then: () => void navigate('/endpoints'),
  });
  return (
    <>
      <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setAsked(true)}>
        Delete
      </Button>
      {asked && (
        <Confirm
          title={`Delete ${endpoint.name}`}
          action="Delete the endpoint"
          name={endpoint.name}
          isBusy={remove.isPending}
          close={() => setAsked(false)}
          confirm={() => remove.mutate()}
        >
          Its keys are revoked for ever, and calls to its URL are refused within two seconds.
        </Confirm>
      )}
    </>
  );
}
