import { Group, Text } from '@mantine/core';
import { NetworkMark } from '../look/NetworkMark';
import { Parts } from '../look/Parts';

interface Props {
  title: string;
  /** A sentence, or parts none of which is broken. */
  text: string | string[];
  network?: string;
  isChosen: boolean;
  /** Why it cannot be chosen. */
  refused?: string | undefined;
  choose: () => void;
}

/** One of several, as a card. */
export function Choice({ title, text, network, isChosen, refused, choose }: Props) {
  return (
    <button type="button" role="radio" aria-checked={isChosen} className="choice" disabled={refused !== undefined} onClick={choose}>
      <Group gap={12} wrap="nowrap" align="flex-start">
        {network && <NetworkMark network={network} size={30} />}
        <div style={{ minWidth: 0 }}>
          <Text fw={600} size="md">
            {title}
          </Text>
          <Text size="xs" c="dimmed" lineClamp={3}>
            {refused ?? (typeof text === 'string' ? text : <Parts of={text} />)}
          </Text>
        </div>
      </Group>
    </button>
  );
}
