import { Group, Select } from '@mantine/core';
import { Page } from '../look/Page';
import { useFilter } from '../look/Tabs';
import { TenantFilter } from '../tenants/TenantFilter';
import { EventList } from './EventList';
import { SUBJECTS } from './kinds';

export default function EventsPage() {
  const [kind, setKind] = useFilter('kind');
  const [tenant] = useFilter('tenant');
  const [wanted, setSeverity] = useFilter('severity');
  const severity = SEVERITIES.find((one) => one.value === wanted)?.value;
  return (
    <Page title="Events" lead="Every change of state, who did it and why. What happens now appears by itself.">
      <Group gap="sm">
        <Select
          aria-label="About"
          placeholder="About anything"
          data={SUBJECTS}
          value={kind || null}
          onChange={setKind}
          clearable
          clearButtonProps={{ 'aria-label': 'About anything' }}
          w={200}
        />
        <Select
          aria-label="Severity"
          placeholder="Of any severity"
          data={[...SEVERITIES]}
          value={severity ?? null}
          onChange={setSeverity}
          clearable
          clearButtonProps={{ 'aria-label': 'Of any severity' }}
          w={200}
        />
        <TenantFilter />
      </Group>
      <EventList kind={kind} tenant={tenant} severity={severity} />
    </Page>
  );
}

const SEVERITIES = [
  { value: 'warning', label: 'Warnings and worse' },
  { value: 'critical', label: 'Critical ones' },
] as const;
