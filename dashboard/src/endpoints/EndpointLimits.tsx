import { Button, Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Failure } from '../look/Failure';
import { Panel } from '../look/Page';
import { ENDPOINTS } from './queries';

type Limit = 'callsPerSecond' | 'burst' | 'unitsPerSecond' | 'callsPerDay' | 'unitsPerDay' | 'maxBatchItems';

const LIMITS: { name: Limit; label: string; about: string; none: string; max: number }[] = [
  { name: 'callsPerSecond', label: 'Calls a second', about: 'Beyond it calls get 429 with the time to wait.', none: 'No limit', max: 1_000_000 },
  { name: 'burst', label: 'Calls at once', about: 'How many may come together.', none: 'One second’s worth', max: 1_000_000 },
  { name: 'unitsPerSecond', label: 'Compute units a second', about: 'As the network’s prices weigh methods.', none: 'No limit', max: 100_000_000 },
  { name: 'callsPerDay', label: 'Calls a day', about: 'From midnight to midnight, UTC.', none: 'No limit', max: 1_000_000_000_000 },
  { name: 'unitsPerDay', label: 'Compute units a day', about: 'From midnight to midnight, UTC.', none: 'No limit', max: 100_000_000_000_000 },
  { name: 'maxBatchItems', label: 'Calls in a batch', about: 'How many calls one request may carry.', none: 'The platform’s bound', max: 10_000 },
];

/** How much may be called. */
export function EndpointLimits({ endpoint }: { endpoint: Api['Endpoint'] }) {
  const [limits, setLimits] = useState<Record<Limit, number>>(() => of(endpoint));
  const before = of(endpoint);
  const changed = LIMITS.filter(({ name }) => limits[name] !== before[name]);
  const save = useAct({
    perform: () =>
      answer(
        api.PATCH('/api/v1/endpoints/{endpoint}', {
          params: { path: { endpoint: endpoint.id } },
          body: Object.fromEntries(changed.map(({ name }) => [name, limits[name]])),
        }),
      ),
    changes: [ENDPOINTS],
    said: 'The limits are set. Proxies hold calls against them within a second.',
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Limits of this endpoint">
      <form onSubmit={submit}>
        <Stack gap="lg">
          <Text size="sm" c="dimmed">
            An empty field is no limit. Keys may have limits of their own within these.
          </Text>
          {save.error && <Failure error={save.error} />}
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="lg">
            {LIMITS.map(({ name, label, about, none, max }) => (
              <NumberInput
                key={name}
                label={label}
                description={about}
                min={0}
                max={max}
                allowDecimal={false}
                allowNegative={false}
                thousandSeparator=","
                hideControls
                placeholder={none}
                value={limits[name] === 0 ? '' : limits[name]}
                error={save.error?.at(`/${name}`)}
                onChange={(value) => setLimits({ ...limits, [name]: Number(value) || 0 })}
                inputWrapperOrder={['label', 'input', 'error', 'description']}
              />
            ))}
          </SimpleGrid>
          <Group gap="xs">
            <Button type="submit" disabled={changed.length === 0} loading={save.isPending}>
              Save the limits
            </Button>
            {changed.length > 0 && (
              <Button variant="default" onClick={() => setLimits(before)}>
                Undo
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function of(endpoint: Api['Endpoint']): Record<Limit, number> {
  const { callsPerSecond, burst, unitsPerSecond, callsPerDay, unitsPerDay, maxBatchItems } = endpoint;
  return { callsPerSecond, burst, unitsPerSecond, callsPerDay, unitsPerDay, maxBatchItems };
}
