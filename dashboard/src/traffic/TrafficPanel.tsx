import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { Failure } from '../look/Failure';
import { LazyPlot } from '../look/LazyPlot';
import { Empty, Panel } from '../look/Page';
import { compact } from '../look/quantities';
import { useFilter } from '../look/Tabs';
import { type By, trafficQuery } from './queries';
import { linesOf } from './series';
import { SPANS, type Span, spanOf } from './spans';

/** The stretch of time that is shown, kept in the URL as `span`, and what chooses it. */
export function useSpan(usual: string): [Span, ReactNode] {
  const [wanted, setSpan] = useFilter('span');
  const span = SPANS.find((one) => one.name === wanted) ?? spanOf(usual);
  const choice = (
    <SegmentedControl
      size="xs"
      data={SPANS.map((one) => ({ value: one.name, label: one.label }))}
      value={span.name}
      onChange={(name) => setSpan(name === usual ? null : name)}
      aria-label="Time shown"
    />
  );
  return [span, choice];
}

const EACH: Record<Span['step'], string> = { minute: 'a minute', hour: 'an hour', day: 'a day' };

interface Props {
  title: string;
  span: Span;
  by: By;
  actions?: ReactNode;
  endpoint?: string | undefined;
  tenant?: string | undefined;
}

/** Calls over time, by what became of them or by whom they were for. */
export function TrafficPanel({ title, span, by, actions, endpoint, tenant }: Props) {
  const traffic = useQuery(trafficQuery({ span, by, endpoint, tenant }));
  const lines = useMemo(() => (traffic.data ? linesOf(traffic.data.series, traffic.data.steps) : []), [traffic.data]);
  return (
    <Panel title={title} note={`each column ${EACH[span.step]}`} actions={actions}>
      {traffic.error ? (
        <Failure error={traffic.error} again={() => void traffic.refetch()} />
      ) : !traffic.data ? (
        <Skeleton height={254} />
      ) : lines.length === 0 ? (
        <div style={{ minHeight: 254, display: 'grid', placeItems: 'center' }}>
          <Empty title="No calls in this time">They appear here some seconds after they were made.</Empty>
        </div>
      ) : (
        <LazyPlot label={`${title}, ${EACH[span.step]} each`} times={traffic.data.steps} lines={lines} say={compact} steps="whole" stacked />
      )}
    </Panel>
  );
}
