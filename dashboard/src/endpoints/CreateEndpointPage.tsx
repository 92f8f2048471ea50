import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { Failure } from '../look/Failure';
import { Page, Panel } from '../look/Page';
import { type Choice, SearchSelect } from '../look/SearchSelect';
import { useFilter } from '../look/Tabs';
import { useIsOperator } from '../session/Session';
import { TenantSelect } from '../tenants/TenantSelect';
import { ENDPOINTS } from './queries';

/** A name, and what answers: a pool or a node of one's own. */
export default function CreateEndpointPage() {
  const operator = useIsOperator();
  const navigate = useNavigate();
  const [node] = useFilter('node');
  const [pool] = useFilter('pool');
  const given = useQuery({ queryKey: ['nodes', 'targets', 'given', node, pool], queryFn: () => givenTarget(node, pool), enabled: node !== '' || pool !== '' });
  const [tenant, setTenant] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [target, setTarget] = useState<string | null>(node ? `node:${node}` : pool ? `pool:${pool}` : null);
  const create = useAct<void, Api['EndpointCreated']>({
    perform: () => {
      const [kind, id] = (target ?? '').split(':');
      const body = { name, ...(kind === 'pool' ? { pool: id } : { node: id }) };
      return answer(
        api.POST('/api/v1/endpoints', {
          params: { query: { tenant: tenant ?? undefined }, header: once() },
          body: body as Api['EndpointCreate'],
        }),
      );
    },
    changes: [ENDPOINTS],
    then: (endpoint) => void navigate(`/endpoints/${endpoint.id}`),
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Page
      title="Create an endpoint"
      crumbs={[{ to: '/endpoints', label: 'Endpoints' }]}
      lead="It comes with its first key. Limits and allowlists can be set at any time after."
    >
      <Panel>
        <form onSubmit={submit} style={{ maxWidth: 460 }}>
          <Stack gap="md">
            {create.error && <Failure error={create.error} />}
            {operator && <TenantSelect value={tenant} change={(value) => (setTenant(value), setTarget(null))} />}
            <TextInput
              label="Name"
              description="Small letters, digits and dashes."
              required
              value={name}
              pattern="[a-z0-9][a-z0-9\-]{0,62}"
              error={create.error?.at('/name')}
              onChange={(event) => setName(event.currentTarget.value)}
              inputWrapperOrder={['label', 'input', 'error', 'description']}
            />
            <SearchSelect
              of={['nodes', 'targets', tenant]}
              find={(named) => findTargets(tenant, named)}
              given={given.data}
              label="Answered by"
              placeholder="A pool or a node"
              required
              value={target}
              onChange={setTarget}
            />
            <Text size="xs" c="dimmed">
              Shared pools cost by the call. A node of your own costs by the hour, and has methods that change its chain where its client has them.
            </Text>
            <Button type="submit" disabled={!target || !name} loading={create.isPending} style={{ alignSelf: 'flex-start' }}>
              Create the endpoint
            </Button>
          </Stack>
        </form>
      </Panel>
    </Page>
  );
}

/** What the address named. */
async function givenTarget(node: string, pool: string): Promise<Choice> {
  if (node) {
    const one = await answer(api.GET('/api/v1/nodes/{node}', { params: { path: { node } } }));
    return { value: `node:${node}`, label: `${one.name} · ${one.network}`, group: 'Your nodes' };
  }
  const one = await answer(api.GET('/api/v1/pools/{pool}', { params: { path: { pool } } }));
  return { value: `pool:${pool}`, label: `${one.name} · ${one.network}`, group: 'Shared pools' };
}

async function findTargets(tenant: string | null, named: string | undefined): Promise<Choice[]> {
  const [pools, nodes] = await Promise.all([
    answer(api.GET('/api/v1/pools', { params: { query: { limit: 50, named } } })),
    answer(api.GET('/api/v1/nodes', { params: { query: { limit: 50, named, tenant: tenant ?? undefined } } })),
  ]);
  const own = nodes.items.filter((one) => !one.pool && one.desired !== 'deleted' && one.desired !== 'retained');
  return [
    ...pools.items.map((one) => ({ value: `pool:${one.id}`, label: `${one.name} · ${one.network}`, group: 'Shared pools' })),
    ...own.map((one) => ({ value: `node:${one.id}`, label: `${one.name} · ${one.network}`, group: 'Your nodes' })),
  ];
}
