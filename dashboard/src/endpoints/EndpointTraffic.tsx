import { Group, Stack } from '@mantine/core';
import { TrafficPanel, useSpan } from '../traffic/TrafficPanel';

/** What was called at an endpoint: by what became of it, by method and by key. */
export function EndpointTraffic({ endpoint }: { endpoint: string }) {
  const [span, choice] = useSpan('1h');
  return (
    <Stack gap="lg">
      <Group>{choice}</Group>
      <TrafficPanel title="Calls by outcome" by="outcome" span={span} endpoint={endpoint} />
      <div className="halves">
        <TrafficPanel title="Calls by method" by="sku" span={span} endpoint={endpoint} />
        <TrafficPanel title="Calls by key" by="key" span={span} endpoint={endpoint} />
      </div>
    </Stack>
  );
}
