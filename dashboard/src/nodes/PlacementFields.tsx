import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Api } from '../api/client';
import { hostsQuery } from '../hosts/queries';
import { useIsOperator } from '../session/Session';

type Constraints = NonNullable<Api['NodeCreate']['constraints']>;

interface Props {
  constraints: Constraints;
  change: (constraints: Constraints) => void;
  refused: (field: string) => string | undefined;
}

/** Where it may run: tenants say a region, operators a host as well. */
export function PlacementFields({ constraints, change, refused }: Props) {
  const operator = useIsOperator();
  const hosts = useQuery({ ...hostsQuery, enabled: operator });
  const regions = [...new Set((hosts.data ?? []).map((host) => host.region).filter((region) => region !== undefined && region !== ''))];
  const set = (field: 'region' | 'host', value: string | null) => {
    const { [field]: _, ...rest } = constraints;
    change(value ? { ...rest, [field]: value } : rest);
  };
  return (
    <>
      <TextInput
        label="Region"
        placeholder="Anywhere"
        description={regions.length > 0 ? `There are ${regions.join(', ')}.` : 'Only where your operator has one of this name.'}
        value={constraints.region ?? ''}
        error={refused('region')}
        onChange={(event) => set('region', event.currentTarget.value)}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
      />
      {operator && (
        <Select
          label="Host"
          placeholder="Wherever it fits best"
          data={(hosts.data ?? []).map((host) => ({ value: host.id, label: host.name }))}
          value={constraints.host ?? null}
          error={refused('host')}
          onChange={(value) => set('host', value)}
          clearable
          clearButtonProps={{ 'aria-label': 'Any host' }}
        />
      )}
    </>
  );
}
