import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useMemo, useState } from 'react';
import type { Api } from '../api/client';
import { Failure } from '../look/Failure';
import { LazyPlot } from '../look/LazyPlot';
import { Moment } from '../look/Moment';
import { Empty, Facts, Loaded, Panel } from '../look/Page';
import { count } from '../look/quantities';
import { useFilter } from '../look/Tabs';
import { useSpan } from '../traffic/TrafficPanel';
import type { Span } from '../traffic/spans';
import { ExplainedCall } from './ExplainedCall';
import { errorsQuery, isRequestId, latencyLines, latencyQuery, millis } from './insight';

/** How long an endpoint's calls take, how they fail, and what became of one. */
export default function EndpointInsights({ endpoint }: { endpoint: Api['Endpoint'] }) {
  const [request, setRequest] = useFilter('request');
  const [span, choice] = useSpan('1h');
  return (
    <Stack gap="lg">
      <Latency endpoint={endpoint.id} span={span} choice={choice} />
      <Panel title="Errors" note="of the last day, those alike together" bare>
        <Errors endpoint={endpoint.id} explain={setRequest} />
      </Panel>
      <Panel title="Explain a call">
        <AskFor explain={setRequest} />
      </Panel>
      <Modal opened={request !== ''} onClose={() => setRequest(null)} title={`Call ${request}`} size="lg">
        {request !== '' && <ExplainedCall request={request} />}
      </Modal>
    </Stack>
  );
}

function Latency({ endpoint, span, choice }: { endpoint: string; span: Span; choice: ReactNode }) {
  const latency = useQuery(latencyQuery(endpoint, span));
  const lines = useMemo(() => (latency.data ? latencyLines(latency.data.found, latency.data.steps) : []), [latency.data]);
  const whole = latency.data?.found.whole;
  return (
    <Panel title="Time to answer" actions={choice}>
      {latency.error ? (
        <Failure error={latency.error} again={() => void latency.refetch()} />
      ) : !latency.data || !whole ? (
        <Skeleton height={320} />
      ) : whole.calls === 0 ? (
        <div style={{ minHeight: 320, display: 'grid', placeItems: 'center' }}>
          <Empty title="No calls in this time">They appear here some ten seconds after they were made.</Empty>
        </div>
      ) : (
        <Stack gap="md">
          <Facts
            of={[
              ['Half within (p50)', millis(whole.p50Millis)],
              ['90 % within (p90)', millis(whole.p90Millis)],
              ['99 % within (p99)', millis(whole.p99Millis)],
              ['Calls', count(whole.calls)],
            ]}
          />
          <LazyPlot label={`Time to answer, a ${span.step} each`} times={latency.data.steps} lines={lines} say={millis} />
          <Text size="xs" c="dimmed">
            From a call’s arrival at the proxy to its answer, of calls that a node answered or should have; told to within 3.2 %.
          </Text>
        </Stack>
      )}
    </Panel>
  );
}

function Errors({ endpoint, explain }: { endpoint: string; explain: (request: string) => void }) {
  const errors = useQuery(errorsQuery(endpoint));
  return (
    <Loaded query={errors} height={160}>
      {({ groups }) =>
        groups.length === 0 ? (
          <Empty title="No errors">Calls that failed, or that a node or Berth refused, are grouped here.</Empty>
        ) : (
          <div className="rows-around" tabIndex={0} role="region" aria-label="Errors">
            <table className="rows">
              <thead>
                <tr>
                  <th scope="col">Method</th>
                  <th scope="col">Error</th>
                  <th scope="col" className="right">
                    Calls
                  </th>
                  <th scope="col" className="middle">
                    First
                  </th>
                  <th scope="col">Last</th>
                  <th scope="col" className="wide">
                    Explain
                  </th>
                </tr>
              </thead>
              <tbody>
                {groups.map((group) => (
                  <tr key={[group.method, group.by, group.code, group.refusal, group.httpStatus].join()}>
                    <td className="mono">{group.method}</td>
                    <td>
                      <Said group={group} />
                    </td>
                    <td className="right numbers">{count(group.calls)}</td>
                    <td className="middle">
                      <Moment at={group.firstAt} />
                    </td>
                    <td>
                      <Moment at={group.lastAt} />
                    </td>
                    <td className="wide">
                      <Group gap={6} wrap="nowrap">
                        {group.requestIds.slice(0, 2).map((id) => (
                          <Button key={id} size="compact-xs" variant="default" className="mono" onClick={() => explain(id)} aria-label={`Explain call ${id.slice(0, 8)}`}>
                            {id.slice(0, 8)}
                          </Button>
                        ))}
                      </Group>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Loaded>
  );
}

function Said({ group }: { group: Api['CallErrors']['groups'][number] }) {
  const words = group.message ?? (group.by === 'node' ? 'the node’s own error' : 'of several kinds');
  return (
    <>
      {group.code !== null && <span className="mono">{group.code}</span>} {words}
      {group.httpStatus !== null && group.httpStatus !== 200 && <span className="quiet"> · HTTP {group.httpStatus}</span>}
    </>
  );
}

/** A request id as people have it from a log of theirs. */
function AskFor({ explain }: { explain: (request: string) => void }) {
  const [typed, setTyped] = useState('');
  const id = typed.trim().toLowerCase();
  const wrong = id !== '' && !isRequestId(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRequestId(id)) explain(id);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Request id"
          description="The header x-request-id of an answer. Proxies remember their newest calls, and longer those that failed or were slow."
          placeholder="0123456789abcdef"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={wrong && '16 digits from 0 to 9 and a to f are wanted'}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          style={{ flex: '1 1 320px', maxWidth: 520 }}
        />
        <Button type="submit" leftSection={<IconSearch size={16} />} disabled={!isRequestId(id)}>
          Explain
        </Button>
      </Group>
    </form>
  );
}
