import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconEye } from '@tabler/icons-react';
import type { Api } from '../api/client';
import { Copy, CopyWords } from '../look/Copy';
import { Panel } from '../look/Page';
import { networkQuery } from '../nodes/queries';
import { EndpointKeys } from './EndpointKeys';
import { MembersOnly } from './MembersOnly';
import { snippets } from './snippets';
import type { Reveal } from './useReveal';

/** What one needs to call it. */
export function EndpointConnect({ endpoint, reveal }: { endpoint: Api['Endpoint']; reveal: Reveal }) {
  const network = useQuery(networkQuery(endpoint.network));
  const key = reveal.first;
  const url = key && reveal.of(key.id)?.url;
  return (
    <Stack gap="lg">
      <Panel title="URL">
        {key === undefined ? (
          <Text size="sm" c="dimmed">
            No key is active: calls are refused. Make one below.
          </Text>
        ) : url ? (
          <Group gap={8} wrap="nowrap">
            <code className="code wraps" style={{ flex: 1, padding: '8px 12px' }}>
              {url}
            </code>
            <Copy text={url} label="Copy the URL" />
          </Group>
        ) : reveal.isAllowed ? (
          <Group gap="sm">
            <Button variant="default" leftSection={<IconEye size={16} />} onClick={() => reveal.ask(key.id)} loading={reveal.isAsking}>
              Show the URL
            </Button>
            <Text size="sm" c="dimmed">
              It holds the key{key.name && ` “${key.name}”`}. That it was read is written down as an event.
            </Text>
          </Group>
        ) : (
          <MembersOnly tenant={endpoint.tenant.name} />
        )}
      </Panel>
      {network.data && key && (
        <Panel title="Call it">
          {!url && (
            <Text size="sm" c="dimmed" mb="sm">
              With the URL shown, these lines work as they are.
            </Text>
          )}
          <Snippets url={url ?? 'https://…'} methods={network.data.methods} isReal={url !== undefined} />
        </Panel>
      )}
      <EndpointKeys endpoint={endpoint} reveal={reveal} />
    </Stack>
  );
}

function Snippets({ url, methods, isReal }: { url: string; methods: { method: string }[]; isReal: boolean }) {
  const all = snippets(url, methods);
  return (
    <Tabs defaultValue={all[0]?.tool ?? null} variant="pills">
      <Tabs.List mb="sm" style={{ gap: 4 }}>
        {all.map((one) => (
          <Tabs.Tab key={one.tool} value={one.tool} py={6} px={12}>
            {one.tool}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {all.map((one) => (
        <Tabs.Panel key={one.tool} value={one.tool}>
          <div style={{ position: 'relative' }}>
            <pre className="code" tabIndex={0} aria-label={`For ${one.tool}`} data-snippet={one.tool}>
              {one.text}
            </pre>
            {isReal && (
              <div style={{ position: 'absolute', top: 8, right: 8 }}>
                <CopyWords text={one.text} />
              </div>
            )}
          </div>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
