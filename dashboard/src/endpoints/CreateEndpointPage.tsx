import { Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { Failure } from '../look/Failure';
import { Page, Panel } from '../look/Page';
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
  const [tenant, setTenant] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [target, setTarget] = useState<string | null>(node ? `node:${node}` : pool ? `pool:${pool}` : null);
  const pools = useQuery({
    queryKey: ['pools', 'all'],
    queryFn: () => answer(api.GET('/api/v1/pools', { params: { query: { limit: 500 } } })).then((page) => page.items),
  });
  const nodes = useQuery({
    queryKey: ['nodes', 'own', tenant],
    queryFn: () =>
      answer(api.GET('/api/v1/nodes', { params: { query: { limit: 500, tenant: tenant ?? undefined } } })).then((page) =>
        page.items.filter((one) => !one.pool && one.desired !== 'deleted'),
      ),
  });
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
            <Select
              label="Answered by"
              placeholder="A pool or a node"
              required
              searchable
              data={[
                { group: 'Shared pools', items: (pools.data ?? []).map((one) => ({ value: `pool:${one.id}`, label: `${one.name} · ${one.network}` })) },
                { group: 'Your nodes', items: (nodes.data ?? []).map((one) => ({ value: `node:${one.id}`, label: `${one.name} · ${one.network}` })) },
              ]}
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
