import { Anchor, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import { type Api, answer, api } from '../api/client';
import { useEvents } from '../api/follow';
import { Named } from '../events/Actor';
import { wordsOf } from '../events/kinds';
import { Moment } from '../look/Moment';
import { NetworkMark } from '../look/NetworkMark';
import { Empty, Loaded, Page, Panel } from '../look/Page';
import { bytes, cores, count } from '../look/quantities';
import { Meter } from '../look/Meter';
import { State } from '../look/State';
import { toneOf, type Tone } from '../look/states';
import { useMe } from '../session/Session';
import { TrafficPanel, useSpan } from '../traffic/TrafficPanel';
import { Figures } from './Figures';
import { overviewQuery } from './queries';

/** How things are, as they are now: what needs somebody comes first. */
export default function OverviewPage() {
  const me = useMe();
  const cache = useQueryClient();
  const overview = useQuery(overviewQuery);
  const nodes = useQuery({
    queryKey: ['nodes', 'overview'],
    queryFn: () => answer(api.GET('/api/v1/nodes', { params: { query: { limit: FEW, sort: 'state' } } })).then((page) => page.items),
    refetchInterval: 15_000,
  });
  const endpoints = useQuery({
    queryKey: ['endpoints', 'overview'],
    queryFn: () => answer(api.GET('/api/v1/endpoints', { params: { query: { limit: FEW } } })).then((page) => page.items),
  });
  const events = useQuery({
    queryKey: ['events', 'overview'],
    queryFn: () => answer(api.GET('/api/v1/events', { params: { query: { limit: 8 } } })).then((page) => page.items),
  });
  useEvents('/api/v1/events/stream', (kind) => {
    void cache.invalidateQueries({ queryKey: ['events', 'overview'] });
    if (/^(node|unit|pool|lease|request)[.]/.test(kind)) void cache.invalidateQueries({ queryKey: ['nodes'] });
    if (kind.startsWith('endpoint')) void cache.invalidateQueries({ queryKey: ['endpoints'] });
  });
  const states = useMemo(() => countTones(overview.data?.states ?? []), [overview.data]);
  const [span, choice] = useSpan('1h');
  const isEmpty = overview.data?.nodes === 0 && overview.data.endpoints === 0;
  return (
    <Page title="Overview" lead={me.tenant ? undefined : 'The whole platform: all tenants, all hosts.'}>
      {isEmpty && <Begin />}
      <Figures
        nodes={{
          value: overview.data && `${count(states.ok)} of ${count(overview.data.nodes)}`,
          about: [states.busy > 0 && `${count(states.busy)} changing`, states.warn > 0 && `${count(states.warn)} degraded`, states.bad > 0 && `${count(states.bad)} failed`].filter(Boolean).join(', ') || 'all as wanted',
          tone: states.bad > 0 ? 'bad' : states.warn > 0 ? 'warn' : undefined,
        }}
      />
      {overview.data?.hosts && <Capacity hosts={overview.data.hosts} />}
      <TrafficPanel title="Calls" by="outcome" span={span} actions={choice} />
      <div className="halves">
        <Panel
          title="Endpoints"
          bare
          actions={
            <Anchor component={Link} to="/endpoints" size="sm">
              All
            </Anchor>
          }
        >
          <Loaded query={endpoints} height={200}>
            {(all) => (
              <List
                empty={<Empty title="No endpoints yet" action={<Anchor component={Link} to="/endpoints/new" size="sm">Create an endpoint</Anchor>} />}
                rows={all.map((one) => ({ id: one.id, to: `/endpoints/${one.id}`, mark: one.network, name: one.name, about: one.pool ? `pool ${one.pool}` : `node ${one.node ?? ''}` }))}
              />
            )}
          </Loaded>
        </Panel>
        <Panel
          title="Nodes"
          bare
          actions={
            <Anchor component={Link} to="/nodes" size="sm">
              All
            </Anchor>
          }
        >
          <Loaded query={nodes} height={200}>
            {(all) => (
              <List
                empty={<Empty title="No nodes yet" action={<Anchor component={Link} to="/nodes/new" size="sm">Create a node</Anchor>} />}
                rows={all.map((one) => ({ id: one.id, to: `/nodes/${one.id}`, mark: one.network, name: one.name, about: <State of={one.state} title={one.reason} /> }))}
              />
            )}
          </Loaded>
        </Panel>
      </div>
      <Panel
        title="What happened"
        actions={
          <Anchor component={Link} to="/events" size="sm">
            All
          </Anchor>
        }
      >
        <Loaded query={events} height={180}>
          {(all) => (
            <Stack gap={10}>
              {all.length === 0 && (
                <Text size="sm" c="dimmed">
                  Nothing yet.
                </Text>
              )}
              {all.map((event) => (
                <Group key={event.id} gap="sm" wrap="nowrap" justify="space-between">
                  <Text size="sm" className="cut">
                    <b>{wordsOf(event.kind)}</b> {event.subjectName} <span className="quiet">{event.reason && <Named text={`· ${event.reason}`} />}</span>
                  </Text>
                  <Text size="xs" c="dimmed">
                    <Moment at={event.at} />
                  </Text>
                </Group>
              ))}
            </Stack>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

/** How many nodes and endpoints are named here; all are counted. */
const FEW = 7;

function countTones(states: Api['Overview']['states']): Record<Tone, number> {
  const counts: Record<Tone, number> = { ok: 0, busy: 0, warn: 0, bad: 0, idle: 0 };
  for (const one of states) counts[toneOf(one.state)] += one.nodes;
  return counts;
}

function Capacity({ hosts: { reserved, allocatable } }: { hosts: NonNullable<Api['Overview']['hosts']> }) {
  return (
    <Panel title="Capacity of all hosts">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xl">
        <Meter label="Processor" used={reserved.cpuMillis} of={allocatable.cpuMillis} say={cores} />
        <Meter label="Memory" used={reserved.memoryBytes} of={allocatable.memoryBytes} say={bytes} />
        <Meter label="Disk" used={reserved.diskBytes} of={allocatable.diskBytes} say={bytes} />
      </SimpleGrid>
    </Panel>
  );
}

interface Row {
  id: string;
  to: string;
  mark: string;
  name: string;
  about: ReactNode;
}

function List({ rows, empty }: { rows: Row[]; empty: ReactNode }) {
  if (rows.length === 0) return empty;
  return (
    <ul className="short-list">
      {rows.map((row) => (
        <li key={row.id}>
          <Link to={row.to} className="row-link">
            <NetworkMark network={row.mark} size={22} />
            <span className="cut" style={{ fontWeight: 550 }}>
              {row.name}
            </span>
            <span className="quiet cut about">{row.about}</span>
            <IconChevronRight size={15} className="quiet" aria-hidden />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Begin() {
  return (
    <Panel>
      <Empty
        title="Three steps to a first call"
        action={
          <Group gap="sm" justify="center">
            <Anchor component={Link} to="/nodes/new">
              1. Create a node
            </Anchor>
            <Anchor component={Link} to="/endpoints/new">
              2. Give it an endpoint
            </Anchor>
            <Text component="span" c="dimmed">
              3. Paste a snippet
            </Text>
          </Group>
        }
      >
        Or make an endpoint onto a shared pool, which needs no node of your own.
      </Empty>
    </Panel>
  );
}
