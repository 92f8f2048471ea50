import { Group, Select, Text } from '@mantine/core';
import { Page, Panel } from '../look/Page';
import { useFilter } from '../look/Tabs';
import { useMayManage } from '../session/Session';
import { TenantFilter } from '../tenants/TenantFilter';
import { TrafficPanel, useSpan } from '../traffic/TrafficPanel';
import type { By } from '../traffic/queries';
import { Bill } from './Bill';

const WAYS: { value: By; label: string }[] = [
  { value: 'outcome', label: 'By outcome' },
  { value: 'sku', label: 'By method' },
  { value: 'endpoint', label: 'By endpoint' },
  { value: 'key', label: 'By key' },
];

/** What was called and what it costs; the sums are those of the export. */
export default function UsagePage() {
  const mayManage = useMayManage();
  const [tenant] = useFilter('tenant');
  const [way, setWay] = useFilter('by');
  const by = WAYS.find((one) => one.value === way)?.value ?? 'outcome';
  const [span, choice] = useSpan('24h');
  return (
    <Page title="Usage">
      <Group gap="sm" justify="space-between">
        <Group gap="sm">
          <TenantFilter />
          <Select aria-label="Calls" data={WAYS} value={by} onChange={(value) => setWay(value === 'outcome' ? null : value)} allowDeselect={false} w={160} />
        </Group>
        {choice}
      </Group>
      <TrafficPanel title="Calls" by={by} span={span} tenant={tenant || undefined} />
      {mayManage ? (
        <Bill tenant={tenant} />
      ) : (
        <Panel>
          <Text size="sm" c="dimmed">
            What it costs is for owners to see.
          </Text>
        </Panel>
      )}
    </Page>
  );
}
