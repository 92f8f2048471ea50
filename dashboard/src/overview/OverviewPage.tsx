import { Anchor, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../api/client';
import { useEvents } from '../api/follow';
import { wordsOf } from '../events/kinds';
import { endpointsQuery } from '../endpoints/queries';
import { hostsQuery } from '../hosts/queries';
import { Moment } from '../look/Moment';
import { NetworkMark } from '../look/NetworkMark';
import { Empty, Loaded, Page, Panel } from '../look/Page';
import { bytes, cores } from '../look/quantities';
import { Meter } from '../look/Meter';
import { State } from '../look/State';
import { toneOf, type Tone } from '../look/states';
import { useIsOperator, useMe } from '../session/Session';
import { TrafficPanel, useSpan } from '../traffic/TrafficPanel';
import { Figures } from './Figures';

/** How things are, as they are now: what needs somebody comes first. */
export default function OverviewPage() {
  const operator = useIsOperator();
  const me = useMe();
  const cache = useQueryClient();
  const nodes = useQuery({
    queryKey: ['nodes', 'overview'],
    queryFn: () => answer(api.GET('/api/v1/nodes', { params: { query: { limit: 500 } } })),
    refetchInterval: 15_000,
  });
  const endpoints = useQuery(endpointsQuery);
  const events = useQuery({
    queryKey: ['events', 'overview'],
    queryFn: () => answer(api.GET('/api/v1/events', { params: { query: { limit: 8 } } })).then((page) => page.items),
  });
  useEvents('/api/v1/events/stream', (kind) => {
    void cache.invalidateQueries({ queryKey: ['events', 'overview'] });
    if (/^(node|unit|pool|lease|request)[.]/.test(kind)) void cache.invalidateQueries({ queryKey: ['nodes'] });
    if (kind.startsWith('endpoint')) void cache.invalidateQueries({ queryKey: ['endpoints'] });
  });
  const states = useMemo(() => countStates(nodes.data?.items.map((node) => node.state) ?? []), [nodes.data]);
  const [span, choice] = useSpan('1h');
  const isEmpty = nodes.data?.items.length === 0 && endpoints.data?.length === 0;
  return (
    <Page title="Overview" lead={me.tenant ? undefined : 'The whole platform: all tenants, all hosts.'}>
      {isEmpty && <Begin />}
      <Figures
        nodes={{
          value: nodes.data && `${states.ok} of ${nodes.data.items.length}`,
          about: [nodes.data?.next && 'of the newest 500', states.busy > 0 && `${states.busy} changing`, states.warn > 0 && `${states.warn} degraded`, states.bad > 0 && `${states.bad} failed`].filter(Boolean).join(', ') || 'all as wanted',
          tone: states.bad > 0 ? 'bad' : states.warn > 0 ? 'warn' : undefined,
        }}
      />
      {operator && <Capacity />}
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
                empty={<Empty title="No endpoints yet" />}
                rows={all.slice(0, 7).map((one) => ({ id: one.id, to: `/endpoints/${one.id}`, mark: one.network, name: one.name, about: one.pool ? `pool ${one.pool}` : `node ${one.node ?? ''}` }))}
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
            {({ items }) => (
              <List
                empty={<Empty title="No nodes yet" />}
                rows={[...items]
                  .sort((a, b) => URGENCY[toneOf(a.state)] - URGENCY[toneOf(b.state)])
                  .slice(0, 7)
                  .map((one) => ({ id: one.id, to: `/nodes/${one.id}`, mark: one.network, name: one.name, about: <State of={one.state} title={one.reason} /> }))}
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
                    <b>{wordsOf(event.kind)}</b> <span className="quiet">{event.reason}</span>
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

const URGENCY: Record<Tone, number> = { bad: 0, warn: 1, busy: 2, ok: 3, idle: 4 };

function countStates(states: string[]): Record<Tone, number> {
  const counts: Record<Tone, number> = { ok: 0, busy: 0, warn: 0, bad: 0, idle: 0 };
  for (const state of states) counts[toneOf(state)]++;
  return counts;
}

function Capacity() {
  const hosts = useQuery(hostsQuery);
  const all = (of: (host: NonNullable<typeof hosts.data>[number]) => number) => (hosts.data ?? []).reduce((total, host) => total + of(host), 0);
  return (
    <Panel title="Capacity of all hosts">
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xl">
        <Meter label="Processor" used={all((h) => h.reserved.cpuMillis)} of={all((h) => h.allocatable.cpuMillis)} say={cores} />
        <Meter label="Memory" used={all((h) => h.reserved.memoryBytes)} of={all((h) => h.allocatable.memoryBytes)} say={bytes} />
        <Meter label="Disk" used={all((h) => h.reserved.diskBytes)} of={all((h) => h.allocatable.diskBytes)} say={bytes} />
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
