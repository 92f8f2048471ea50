import { Select, Text } from '@mantine/core';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Panel } from '../look/Page';
import { NODES } from './queries';

type Way = Api['OnDrain'];

/** What becomes of a dedicated node when its host is to be emptied: its owner's decision. */
export function OnDrain({ node }: { node: Api['Node'] }) {
  const decide = useAct<Way>({
    perform: (onDrain) => answer(api.PATCH('/api/v1/nodes/{node}', { params: { path: { node: node.id } }, body: { onDrain } })),
    changes: [NODES],
    said: 'It is written down.',
  });
  return (
    <Panel title="When its host is to be emptied">
      <Select
        aria-label="When its host is to be emptied"
        data={[
          { value: 'ask', label: 'Ask me' },
          { value: 'move', label: 'Make it anew elsewhere, without its data' },
        ]}
        value={node.onDrain ?? 'ask'}
        onChange={(value) => value && decide.mutate(value as Way)}
        allowDeselect={false}
        maw={360}
      />
      <Text size="xs" c="dimmed" mt={6}>
        Made anew, it syncs from the beginning, gets its endpoints once it is ready, and the one before is deleted.
      </Text>
    </Panel>
  );
}
