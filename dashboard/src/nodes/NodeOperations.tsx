import { Accordion, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { Actor } from '../events/Actor';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { State } from '../look/State';
import { OperationSteps, WORDS } from './OperationSteps';

/** All that was done with a node, the newest first. */
export function NodeOperations({ node }: { node: string }) {
  const query = useQuery({
    queryKey: ['operations', 'of', node],
    queryFn: () => answer(api.GET('/api/v1/operations', { params: { query: { node, limit: 50 } } })),
    refetchInterval: 5_000,
  });
  if (query.error) return <Failure error={query.error} />;
  if (!query.data) return <Skeleton height={180} radius={10} />;
  if (query.data.items.length === 0) {
    return (
      <Panel>
        <Empty title="Nothing was done with it yet" />
      </Panel>
    );
  }
  return (
    <Accordion variant="separated" radius={10} defaultValue={query.data.items[0]?.id ?? null} order={2}>
      {query.data.items.map((operation) => (
        <Accordion.Item key={operation.id} value={operation.id}>
          <Accordion.Control>
            <Group gap="sm">
              <Text fw={550} size="sm">
                {WORDS[operation.kind]}
              </Text>
              <State of={operation.state} />
              <Text size="sm" c="dimmed">
                <Moment at={operation.createdAt} /> by <Actor of={operation.requestedBy} />
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <OperationSteps id={operation.id} titled={false} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
