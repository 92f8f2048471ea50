import { Button, Group, Stack, Text } from '@mantine/core';
import { CopyWords } from '../look/Copy';

/** The secret that signs; nobody can read it later. */
export function ShownOnce({ secret, close }: { secret: string; close: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        What arrives is signed with this secret, as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> says. This is the only time that it is shown.
      </Text>
      <code className="code wraps">{secret}</code>
      <Group justify="flex-end" gap="xs">
        <CopyWords text={secret} label="Copy the secret" size="sm" />
        <Button onClick={close}>Done</Button>
      </Group>
    </Stack>
  );
}
