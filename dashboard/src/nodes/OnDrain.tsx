import { Select, SimpleGrid, Text } from '@mantine/core';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Panel } from '../look/Page';
import { NODES } from './queries';

/** What becomes of a dedicated node when its host is to be emptied or is lost, or its data is lost: its owner's decisions. */
export function OnDrain({ node }: { node: Api['Node'] }) {
  const decide = useAct<Api['NodeChange']>({
    perform: (body) => answer(api.PATCH('/api/v1/nodes/{node}', { params: { path: { node: node.id } }, body })),
    changes: [NODES],
    said: 'It is written down.',
  });
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="When its host is to be emptied, or is lost">
        <Select
          aria-label="When its host is to be emptied, or is lost"
          data={[
            { value: 'ask', label: 'Ask me' },
            { value: 'move', label: 'Make it anew elsewhere, without its data' },
          ]}
          value={node.onDrain ?? 'ask'}
          onChange={(value) => value && decide.mutate({ onDrain: value as Api['OnDrain'] })}
          allowDeselect={false}
          maw={360}
        />
        <Text size="xs" c="dimmed" mt={6}>
          Made anew, it syncs from the beginning, gets its endpoints once it is ready, and the one before is deleted.
        </Text>
      </Panel>
      <Panel title="When its data is lost">
        <Select
          aria-label="When its data is lost"
          data={[
            { value: 'ask', label: 'Ask me' },
            { value: 'rebuild', label: 'Begin anew at once, without its data' },
          ]}
          value={node.onDataLoss ?? 'ask'}
          onChange={(value) => value && decide.mutate({ onDataLoss: value as Api['OnDataLoss'] })}
          allowDeselect={false}
          maw={360}
        />
        <Text size="xs" c="dimmed" mt={6}>
          Asked, the node has failed until you start it; it then syncs from the beginning as well.
        </Text>
      </Panel>
    </SimpleGrid>
  );
}
