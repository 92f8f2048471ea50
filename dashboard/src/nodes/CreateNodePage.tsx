import { Button, SimpleGrid, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { Failure } from '../look/Failure';
import { Page, Panel } from '../look/Page';
import { bytes, cores } from '../look/quantities';
import { useFilter } from '../look/Tabs';
import { useIsOperator } from '../session/Session';
import { TenantSelect } from '../tenants/TenantSelect';
import { Choice } from './Choice';
import { NodePrice } from './NodePrice';
import { OperationSteps } from './OperationSteps';
import { ParameterFields } from './ParameterFields';
import { PlacementFields } from './PlacementFields';
import { chosen, parametersOf, type Typed, wrongWith } from './parameters';
import { networksQuery, NODES, operationQuery, templatesQuery } from './queries';
import { sizesOn } from './sizes';

type NodeCreate = Api['NodeCreate'];

/** From a chain to a running node: what is chosen is in the URL, what it costs and whether it fits is beside it. */
export default function CreateNodePage() {
  const networks = useQuery(networksQuery);
  const templates = useQuery(templatesQuery);
  const [network, setNetwork] = useFilter('network');
  const [templateName, setTemplate] = useFilter('template');
  const [sizeName, setSize] = useFilter('size');
  const [made, setMade] = useFilter('operation');
  const cache = useQueryClient();
  const operator = useIsOperator();
  const [tenant, setTenant] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [typed, setTyped] = useState<Typed>({});
  const [constraints, setConstraints] = useState<NonNullable<NodeCreate['constraints']>>({});

  const fitting = useMemo(
    () => (templates.data ?? []).filter((one) => one.role === 'node' && one.kinds.includes('dedicated') && one.networks.includes(network)),
    [templates.data, network],
  );
  const template = fitting.find((one) => one.template === templateName) ?? (fitting.length === 1 && fitting[0]?.verified ? fitting[0] : undefined);
  const sizes = template ? sizesOn(template, network) : [];
  const size = sizes.find((one) => one.name === sizeName) ?? sizes[0];
  const parameters = useMemo(() => (template ? parametersOf(template.parameters) : []), [template]);
  const wrong = (name !== '' && !NAME.test(name)) || parameters.some((parameter) => wrongWith(parameter, typed[parameter.name]) !== null);
  const body: NodeCreate | null =
    template && size
      ? { ...(name ? { name } : {}), template: template.template, network, size: size.name, parameters: chosen(parameters, typed), constraints }
      : null;

  const create = useAct<NodeCreate, Api['Operation']>({
    perform: (body) =>
      answer(api.POST('/api/v1/nodes', { params: { query: { tenant: tenant ?? undefined }, header: once() }, body })),
    changes: [NODES],
    then: (operation) => {
      cache.setQueryData(operationQuery(operation.id).queryKey, operation);
      setMade(operation.id);
    },
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body && !wrong) create.mutate(body);
  };

  if (made) return <Created id={made} />;
  return (
    <Page title="Create a node" crumbs={[{ to: '/nodes', label: 'Nodes' }]}>
      <form onSubmit={submit} className="with-aside">
        <Stack gap="lg">
          <Panel title="Chain">
            {networks.data && templates.data ? (
              <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="sm" role="radiogroup" aria-label="Chain">
                {networks.data.map((one) => {
                  const recipes = templates.data.filter((t) => t.role === 'node' && t.kinds.includes('dedicated') && t.networks.includes(one.network));
                  return (
                    <Choice
                      key={one.network}
                      network={one.network}
                      title={one.title}
                      text={[one.testnet ? 'Test network' : 'Main network', ...(one.chainId == null ? [] : [`chain ${one.chainId}`])]}
                      isChosen={one.network === network}
                      refused={recipes.length === 0 ? 'No client is offered for it' : undefined}
                      choose={() => (setNetwork(one.network), setTyped({}))}
                    />
                  );
                })}
              </SimpleGrid>
            ) : (
              <Skeleton height={150} />
            )}
          </Panel>
          {network && (
            <Panel title="Client">
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" role="radiogroup" aria-label="Client">
                {fitting.map((one) => (
                  <Choice
                    key={one.template}
                    title={one.title}
                    text={one.description}
                    isChosen={one === template}
                    refused={one.verified ? undefined : 'Its software is not pinned yet: the operator has to see to that'}
                    choose={() => (setTemplate(one.template), setTyped({}))}
                  />
                ))}
              </SimpleGrid>
              {sizes.length > 0 && (
                <>
                  <Text size="sm" fw={560} mt="lg" mb={8} id="sizes">
                    Size
                  </Text>
                  <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="sm" role="radiogroup" aria-labelledby="sizes">
                    {sizes.map((one) => (
                      <Choice
                        key={one.name}
                        title={one.name.charAt(0).toUpperCase() + one.name.slice(1)}
                        text={[cores(one.cpuMillis), `${bytes(one.memoryBytes)} memory`, `${bytes(one.diskBytes)} disk`]}
                        isChosen={one === size}
                        choose={() => setSize(one.name)}
                      />
                    ))}
                  </SimpleGrid>
                </>
              )}
            </Panel>
          )}
          {template && (
            <>
              <Panel title="Name and place">
                <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="lg">
                  <TextInput
                    label="Name"
                    placeholder={`${template.template}-…`}
                    description="Small letters, digits and dashes; made for you when left empty."
                    value={name}
                    error={(name !== '' && !NAME.test(name) && 'Small letters, digits and dashes, beginning with a letter or digit.') || create.error?.at('/name')}
                    onChange={(event) => setName(event.currentTarget.value)}
                    inputWrapperOrder={['label', 'input', 'error', 'description']}
                  />
                  {operator && <TenantSelect value={tenant} change={setTenant} />}
                  <PlacementFields constraints={constraints} change={setConstraints} refused={(field) => create.error?.at(`/constraints/${field}`)} />
                </SimpleGrid>
              </Panel>
              {parameters.length > 0 && (
                <Panel title="Parameters">
                  <ParameterFields parameters={parameters} typed={typed} change={setTyped} refused={(field) => create.error?.at(`/parameters/${field}`)} />
                </Panel>
              )}
            </>
          )}
        </Stack>
        <aside className="aside">
          <Panel title="Summary">
            <NodePrice body={body} size={size} sync={template?.expectedSync?.[network]} tenant={tenant} isWrong={wrong} />
            {create.error && (
              <div style={{ marginTop: 14 }}>
                <Failure error={create.error} />
              </div>
            )}
            <Button type="submit" fullWidth mt="lg" size="md" disabled={!body || wrong} loading={create.isPending}>
              Create the node
            </Button>
          </Panel>
        </aside>
      </form>
    </Page>
  );
}

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The creation goes on, and its address with it: who loads the page again sees how far it is. */
function Created({ id }: { id: string }) {
  const { data: operation } = useQuery(operationQuery(id));
  return (
    <Page title={operation?.node?.name ?? 'Your node'} crumbs={[{ to: '/nodes', label: 'Nodes' }]} lead="It goes on by itself: you may leave this page.">
      <Panel>
        <OperationSteps id={id} />
        <div style={{ display: 'flex', gap: 10, marginTop: 20, flexWrap: 'wrap' }}>
          {operation?.node && (
            <>
              <Button component={Link} to={`/nodes/${operation.node.id}`}>
                To the node
              </Button>
              <Button component={Link} to={`/endpoints/new?node=${operation.node.id}`} variant="default">
                Give it an endpoint
              </Button>
            </>
          )}
        </div>
      </Panel>
    </Page>
  );
}
