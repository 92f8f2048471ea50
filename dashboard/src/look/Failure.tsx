import { Alert, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Problem } from '../api/problem';
import { Copy } from './Copy';

/** What went wrong, in the words of who refused, with what one needs to ask about it. */
export function Failure({ error, again }: { error: Error; again?: () => void }) {
  const problem = error instanceof Problem ? error : null;
  const fields = problem?.fields.filter((field) => field.detail !== problem.detail) ?? [];
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title={problem?.title ?? 'This page could not be shown'}
    >
      <Text size="sm">{problem?.detail || error.message}</Text>
      {fields.length > 0 && (
        <List size="sm" mt={6}>
          {fields.map((field) => (
            <List.Item key={field.pointer + field.detail}>
              <span className="mono">{field.pointer}</span>: {field.detail}
            </List.Item>
          ))}
        </List>
      )}
      {(problem?.requestId || again) && (
        <Group gap="xs" mt="sm">
          {again && (
            <Button size="xs" variant="default" onClick={again}>
              Try again
            </Button>
          )}
          {problem?.requestId && (
            <Group gap={4} wrap="nowrap">
              <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
                Request <span className="mono">{problem.requestId}</span>
              </Text>
              <Copy text={problem.requestId} label="Copy the request's id" />
            </Group>
          )}
        </Group>
      )}
    </Alert>
  );
}
