import { Autocomplete, Button, Group, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconEye, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { Link } from 'react-router';
import { useAct } from '../api/act';
import type { Api } from '../api/client';
import { CopyWords, Mono } from '../look/Copy';
import { Failure } from '../look/Failure';
import { Facts, Panel } from '../look/Page';
import { bytes, count } from '../look/quantities';
import { networkQuery } from '../nodes/queries';
import { type Called, call, paramsWrong } from './calling';
import { MembersOnly } from './MembersOnly';
import type { Reveal } from './useReveal';

/** Sends a call as any tool would, from this browser, and shows what came back. */
export function EndpointConsole({ endpoint, reveal }: { endpoint: Api['Endpoint']; reveal: Reveal }) {
  const network = useQuery(networkQuery(endpoint.network));
  const methods = network.data?.methods ?? [];
  const [method, setMethod] = useState('');
  const [params, setParams] = useState('[]');
  const key = reveal.first;
  const url = key && reveal.of(key.id)?.url;
  const wrong = paramsWrong(params);
  const chosen = method || (methods.some((one) => one.method === 'eth_blockNumber') ? 'eth_blockNumber' : methods.some((one) => one.method === 'getblockcount') ? 'getblockcount' : '');
  const weight = methods.find((one) => one.method === chosen)?.units;
  const send = useAct<void, Called>({ perform: () => call(url ?? '', chosen, params), quiet: true });
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && url && !wrong) send.mutate();
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="Call">
        <Stack gap="md" onKeyDown={onKey}>
          <Autocomplete
            label="Method"
            placeholder={chosen || 'eth_blockNumber'}
            data={methods.map((one) => one.method)}
            value={method}
            onChange={setMethod}
            limit={200}
            maxDropdownHeight={280}
          />
          <Textarea
            label="Parameters"
            description="A JSON list. Ctrl-Enter sends."
            autosize
            minRows={5}
            maxRows={16}
            value={params}
            error={wrong}
            onChange={(event) => setParams(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
          />
          {url ? (
            <Button leftSection={<IconSend size={16} />} onClick={() => send.mutate()} loading={send.isPending} disabled={wrong !== null || !chosen} style={{ alignSelf: 'flex-start' }}>
              Send
            </Button>
          ) : key && reveal.isAllowed ? (
            <Group gap="sm">
              <Button variant="default" leftSection={<IconEye size={16} />} onClick={() => reveal.ask(key.id)} loading={reveal.isAsking}>
                Use the key{key.name && ` “${key.name}”`}
              </Button>
              <Text size="xs" c="dimmed">
                Calls count and cost like any others.
              </Text>
            </Group>
          ) : key ? (
            <MembersOnly tenant={endpoint.tenant.name} />
          ) : (
            <Text size="sm" c="dimmed">
              No key is active.
            </Text>
          )}
        </Stack>
      </Panel>
      <Panel title="Answer" actions={send.data && <CopyWords text={send.data.body} />}>
        <div aria-live="polite">
          {send.error && <Failure error={send.error} />}
          {send.data && (
            <Stack gap="md">
              <Facts
                of={[
                  ['HTTP', send.data.status],
                  ['Took', `${send.data.milliseconds.toFixed(1)} ms`],
                  ['Size', bytes(send.data.size)],
                  ['Weight', weight == null ? 'no price' : `${count(weight)} CU`],
                  ...(send.data.requestId ? ([['Request', <Asked id={send.data.requestId} key="id" />]] as [string, React.ReactNode][]) : []),
                  ...(send.data.wouldRefuse ? ([['Would be refused', send.data.wouldRefuse]] as [string, string][]) : []),
                ]}
              />
              <pre className="code wraps" tabIndex={0} aria-label="What came back" style={{ maxHeight: 460 }}>
                {send.data.body}
              </pre>
            </Stack>
          )}
          {!send.data && !send.error && (
            <Text size="sm" c="dimmed">
              What the node says appears here, with how long it took and what it weighs.
            </Text>
          )}
        </div>
      </Panel>
    </SimpleGrid>
  );
}

/** The id of a request, and the way to what became of it. */
function Asked({ id }: { id: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Mono text={id} />
      <Link to={`?tab=insights&request=${id}`}>Explain</Link>
    </Group>
  );
}
