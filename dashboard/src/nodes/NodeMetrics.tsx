import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Api, answer, api } from '../api/client';
import { LazyPlot } from '../look/LazyPlot';
import { Empty, Loaded, Panel } from '../look/Page';
import { bytes, compact, cores, count } from '../look/quantities';
import { useFilter } from '../look/Tabs';
import { NODES } from './queries';
import { daysLeft, drawnOf, type Stretch, STRETCHES } from './samples';
import { StateTimeline } from './StateTimeline';

type Metrics = Api['NodeMetrics'];

const metricsQuery = (node: string, stretch: Stretch) => ({
  queryKey: [...NODES, node, 'metrics', stretch.name],
  queryFn: () => {
    const from = new Date(Date.now() - stretch.seconds * 1000).toISOString();
    return answer(api.GET('/api/v1/nodes/{node}/metrics', { params: { path: { node }, query: { from } } }));
  },
  refetchInterval: 30_000,
  placeholderData: keepPreviousData,
});

const USUAL: Stretch = { name: '1h', label: '1 h', seconds: 3_600 };

/** What a node used and where its chain was, and in which states it has been. */
export function NodeMetrics({ node }: { node: Api['Node'] }) {
  const [wanted, setStretch] = useFilter('span');
  const stretch = STRETCHES.find((one) => one.name === wanted) ?? USUAL;
  const metrics = useQuery(metricsQuery(node.id, stretch));
  return (
    <Stack gap="lg">
      <Group>
        <SegmentedControl
          size="xs"
          data={STRETCHES.map((one) => ({ value: one.name, label: one.label }))}
          value={stretch.name}
          onChange={(name) => setStretch(name === '1h' ? null : name)}
          aria-label="Time shown"
        />
      </Group>
      <StateTimeline node={node.id} seconds={stretch.seconds} />
      <Loaded query={metrics} height={600}>
        {(found) =>
          found.samples.length === 0 ? (
            <Panel>
              <Empty title="Nothing was measured in this time">A node is measured each minute while it runs; the first sample comes within seconds of its start.</Empty>
            </Panel>
          ) : (
            <Plots metrics={found} />
          )
        }
      </Loaded>
    </Stack>
  );
}

function Plots({ metrics }: { metrics: Metrics }) {
  const now = metrics.now;
  const of = (used: string | undefined | null, held: string | undefined | null) => used && (held ? `${used} of ${held}` : used);
  return (
    <div className="halves">
      <Sampled
        title="Processor"
        now={of(now?.cpuCores != null ? sayCores(now.cpuCores) : null, now?.heldCpuCores != null ? sayCores(now.heldCpuCores) : null)}
        metrics={metrics}
        of="cpuCores"
        say={sayCores}
      />
      <Sampled title="Memory" now={of(now?.memoryBytes != null ? bytes(now.memoryBytes) : null, now?.heldMemoryBytes != null ? bytes(now.heldMemoryBytes) : null)} metrics={metrics} of="memoryBytes" say={bytes} />
      <Sampled
        title="Disk"
        now={
          <>
            {of(now?.diskBytes != null ? bytes(now.diskBytes) : null, now?.heldDiskBytes != null ? bytes(now.heldDiskBytes) : null)}
            {now?.diskDaysLeft != null && <span data-tone={now.diskDaysLeft < 7 ? 'bad' : now.diskDaysLeft < 30 ? 'warn' : 'idle'} style={{ color: 'var(--tone)' }}> · full in {daysLeft(now.diskDaysLeft)}</span>}
          </>
        }
        metrics={metrics}
        of="diskBytes"
        say={bytes}
      />
      <Sampled title="Head" now={now?.head != null ? count(now.head) : null} metrics={metrics} of="head" say={compact} floating />
      <Sampled title="Peers" now={now?.peers != null ? count(now.peers) : null} metrics={metrics} of="peers" say={count} />
    </div>
  );
}

const sayCores = (value: number) => cores(Math.round(value * 1000));

interface SampledProps {
  title: string;
  now: React.ReactNode;
  metrics: Metrics;
  of: 'cpuCores' | 'memoryBytes' | 'diskBytes' | 'head' | 'peers';
  say: (value: number) => string;
  floating?: boolean;
}

function Sampled({ title, now, metrics, of, say, floating = false }: SampledProps) {
  const { times, values } = useMemo(() => drawnOf(metrics, (sample) => sample[of]), [metrics, of]);
  const range: [number, number] = [Date.parse(metrics.from) / 1000, Date.parse(metrics.to) / 1000];
  const lines = useMemo(() => [{ name: title, values }], [title, values]);
  const known = values.some((value) => value !== null);
  return (
    <Panel
      title={title}
      actions={
        now && (
          <Text size="sm" className="numbers" c="dimmed">
            {now}
          </Text>
        )
      }
    >
      {known ? (
        <LazyPlot label={title} times={times} lines={lines} say={say} height={150} floating={floating} steps={say === bytes ? 'binary' : say === sayCores ? undefined : 'whole'} range={range} />
      ) : (
        <div style={{ minHeight: 184, display: 'grid', placeItems: 'center' }}>
          <Text size="sm" c="dimmed">
            This node has no such figure.
          </Text>
        </div>
      )}
    </Panel>
  );
}
