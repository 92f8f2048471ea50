import { Stack } from '@mantine/core';
import { TrafficPanel } from '../traffic/TrafficPanel';

/** What was called at an endpoint, by what became of it and by method. */
export function EndpointTraffic({ endpoint }: { endpoint: string }) {
  return (
    <Stack gap="lg">
      <TrafficPanel title="Calls by outcome" by="outcome" endpoint={endpoint} />
      <TrafficPanel title="Calls by method" by="sku" endpoint={endpoint} />
    </Stack>
  );
}
