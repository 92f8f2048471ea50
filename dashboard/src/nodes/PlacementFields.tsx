import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Api } from '../api/client';
import { findHosts, HOSTS } from '../hosts/queries';
import { SearchSelect } from '../look/SearchSelect';
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
  const hosts = useQuery({ queryKey: [...HOSTS, 'first'], queryFn: () => findHosts(undefined), enabled: operator });
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
        description={regions.length > 0 ? `As ${regions.join(', ')}.` : 'Only where your operator has one of this name.'}
        value={constraints.region ?? ''}
        error={refused('region')}
        onChange={(event) => set('region', event.currentTarget.value)}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
      />
      {operator && (
        <SearchSelect
          of={HOSTS}
          find={(named) => findHosts(named).then((found) => found.map((host) => ({ value: host.id, label: host.name })))}
          label="Host"
          placeholder="Wherever it fits best"
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
