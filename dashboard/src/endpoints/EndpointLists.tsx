import { Button, Group, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Failure } from '../look/Failure';
import { Panel } from '../look/Page';
import { ENDPOINTS } from './queries';

type List = 'allowedMethods' | 'allowedOrigins' | 'allowedSources' | 'allowedContracts';

const LISTS: { name: List; label: string; about: string; example: string }[] = [
  { name: 'allowedMethods', label: 'Methods', about: 'Exact names, or beginnings with a star.', example: 'eth_get*' },
  { name: 'allowedOrigins', label: 'Web origins', about: 'Pages that may call from a browser.', example: 'https://*.example.com' },
  { name: 'allowedSources', label: 'Addresses', about: 'Addresses or ranges that calls come from.', example: '203.0.113.0/24' },
  { name: 'allowedContracts', label: 'Contracts', about: 'What may be asked by methods that name a contract.', example: '0x…' },
];

/** What may be called, from where. An empty list allows all. */
export function EndpointLists({ endpoint }: { endpoint: Api['Endpoint'] }) {
  const [lists, setLists] = useState<Record<List, string[]>>(() => of(endpoint));
  const [dryRun, setDryRun] = useState(endpoint.listsDryRun);
  const before = of(endpoint);
  const isChanged = dryRun !== endpoint.listsDryRun || LISTS.some(({ name }) => lists[name].join('\n') !== before[name].join('\n'));
  const save = useAct({
    perform: () =>
      answer(api.PATCH('/api/v1/endpoints/{endpoint}', { params: { path: { endpoint: endpoint.id } }, body: { ...lists, listsDryRun: dryRun } })),
    changes: [ENDPOINTS],
    said: 'The lists are set. Proxies hold calls against them within a second.',
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Allowlists">
      <form onSubmit={submit}>
        <Stack gap="lg" maw={720}>
          <Text size="sm" c="dimmed">
            Each list that has entries must be met by a call; an empty one allows all.
          </Text>
          {save.error && <Failure error={save.error} />}
          {LISTS.map(({ name, label, about, example }) => (
            <TagsInput
              key={name}
              label={label}
              description={about}
              placeholder={lists[name].length === 0 ? `All. To restrict, type ${example} and Enter` : undefined}
              value={lists[name]}
              error={save.error?.at(`/${name}`)}
              onChange={(value) => setLists({ ...lists, [name]: value })}
              clearable
              clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
              splitChars={[',', ' ', '\n']}
            />
          ))}
          <Switch
            label="Dry run"
            description="Refuse nothing yet: the header x-berth-would-refuse of an answer says what would have been."
            checked={dryRun}
            onChange={(event) => setDryRun(event.currentTarget.checked)}
          />
          <Group gap="xs">
            <Button type="submit" disabled={!isChanged} loading={save.isPending}>
              Save the lists
            </Button>
            {isChanged && (
              <Button variant="default" onClick={() => (setLists(before), setDryRun(endpoint.listsDryRun))}>
                Undo
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function of(endpoint: Api['Endpoint']): Record<List, string[]> {
  const { allowedMethods, allowedOrigins, allowedSources, allowedContracts } = endpoint;
  return { allowedMethods, allowedOrigins, allowedSources, allowedContracts };
}
