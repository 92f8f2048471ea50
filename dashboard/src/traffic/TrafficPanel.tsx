import { SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { Failure } from '../look/Failure';
import { LazyPlot } from '../look/LazyPlot';
import { Empty, Panel } from '../look/Page';
import { compact } from '../look/quantities';
import { useFilter } from '../look/Tabs';
import { linesOf } from './buckets';
import { type By, useTraffic } from './queries';

const SPANS = [
  { value: '24', label: 'Day' },
  { value: '168', label: 'Week' },
  { value: '720', label: 'Month' },
];

/** Calls over time, by what became of them or by whom they were for. */
export function TrafficPanel({ title, by, endpoint, tenant }: { title: string; by: By; endpoint?: string; tenant?: string }) {
  const [wanted, setSpan] = useFilter('span');
  const hours = Number(SPANS.find((one) => one.value === wanted)?.value ?? '24');
  const traffic = useTraffic({ hours, by, endpoint, tenant });
  const lines = useMemo(() => (traffic.data ? linesOf(traffic.data.counted, traffic.data.steps) : []), [traffic.data]);
  return (
    <Panel title={title} actions={<SegmentedControl size="xs" data={SPANS} value={String(hours)} onChange={(value) => setSpan(value === '24' ? null : value)} aria-label="Time shown" />}>
      {traffic.error ? (
        <Failure error={traffic.error} again={() => void traffic.refetch()} />
      ) : !traffic.data ? (
        <Skeleton height={254} />
      ) : lines.length === 0 ? (
        <div style={{ minHeight: 254, display: 'grid', placeItems: 'center' }}>
          <Empty title="No calls in this time">They appear here some seconds after they were made.</Empty>
        </div>
      ) : (
        <LazyPlot label={`${title}, an hour each`} times={traffic.data.steps} lines={lines} say={compact} stacked />
      )}
    </Panel>
  );
}
