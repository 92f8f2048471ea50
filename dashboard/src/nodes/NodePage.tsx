import { Alert, Anchor, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Api } from '../api/client';
import { EventList } from '../events/EventList';
import { Mono } from '../look/Copy';
import { Meter } from '../look/Meter';
import { Moment } from '../look/Moment';
import { NetworkMark } from '../look/NetworkMark';
import { Facts, Loaded, Page, Panel } from '../look/Page';
import { bytes, count } from '../look/quantities';
import { State } from '../look/State';
import { UrlTabs } from '../look/Tabs';
import { toneOf } from '../look/states';
import { adviceOn, inWords } from './advice';
import { NodeActions } from './NodeActions';
import { NodeLogs } from './NodeLogs';
import { NodeMetrics } from './NodeMetrics';
import { NodeOperations } from './NodeOperations';
import { OnDrain } from './OnDrain';
import { OperationSteps } from './OperationSteps';
import { nodeQuery } from './queries';

type Node = Api['Node'];

export default function NodePage() {
  const { node: id = '' } = useParams();
  const query = useQuery(nodeQuery(id));
  const [begun, setBegun] = useState<{ node: string; operation: string } | null>(null);
  const watched = begun?.node === id ? begun.operation : null;
  return (
    <Page
      title={query.data?.name ?? 'Node'}
      crumbs={[{ to: '/nodes', label: 'Nodes' }]}
      state={query.data && <State of={query.data.state} />}
      actions={query.data && <NodeActions node={query.data} watch={(operation) => setBegun({ node: id, operation })} />}
    >
      <Loaded query={query} height={420}>
        {(node) => (
          <>
            {node.reason && toneOf(node.state) !== 'ok' && (
              <Alert variant="light" color={COLOUR[toneOf(node.state)]} title={node.code ? inWords(node.code) : undefined}>
                <Text size="sm">{sentence(node.reason)}</Text>
                {node.state === 'FAILED' && (
                  <Text size="sm" mt={4}>
                    {adviceOn(node.code)}
                  </Text>
                )}
              </Alert>
            )}
            {node.advice?.map((one) => (
              <Alert key={one.code + one.unit} variant="light" color="yellow" title={`${one.unit}: ${inWords(one.code)}`}>
                <Text size="sm">
                  {one.advice} <span className="quiet"><Moment at={one.at} /></span>
                </Text>
              </Alert>
            ))}
            {watched && (
              <Panel>
                <OperationSteps id={watched} />
              </Panel>
            )}
            <UrlTabs
              tabs={[
                { name: 'overview', label: 'Overview', content: () => <Overview node={node} /> },
                { name: 'metrics', label: 'Metrics', content: () => <NodeMetrics node={node} /> },
                { name: 'logs', label: 'Logs', content: () => <NodeLogs node={node} /> },
                { name: 'operations', label: 'Operations', content: () => <NodeOperations node={node.id} /> },
                { name: 'events', label: 'Events', content: () => <EventList subject={node.id} /> },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const COLOUR = { ok: 'teal', busy: 'blue', warn: 'yellow', bad: 'red', idle: 'gray' };

function Overview({ node }: { node: Node }) {
  return (
    <Stack gap="lg">
      <Panel>
        <Facts
          of={[
            [
              'Network',
              <Group gap={8} wrap="nowrap" key="network">
                <NetworkMark network={node.network} size={20} /> {node.network}
              </Group>,
            ],
            [
              'Client',
              <Anchor component={Link} to={`/templates/${node.template}`} key="client" size="md">
                {node.template}
              </Anchor>,
            ],
            ['Size', node.size],
            ['Head', <span className="numbers">{node.head == null ? '–' : count(node.head)}</span>],
            ['Peers', node.peers == null ? '–' : count(node.peers)],
            ...(node.disk ? ([['Disk', <Disk key="disk" disk={node.disk} />]] as [string, React.ReactNode][]) : []),
            ['Tenant', node.tenant.name],
            ...(node.host ? ([['Host', node.host]] as [string, string][]) : []),
            ...(node.pool ? ([['Pool', `${node.pool} (${node.poolRole})`]] as [string, string][]) : []),
            ['Generation', node.generation],
            ['Created', <Moment at={node.createdAt} exact />],
            ['Id', <Mono text={node.id} shown={`${node.id.slice(0, 8)}…`} />],
            [
              'Lease',
              node.lease ? (
                <Group gap={6}>
                  <State of={node.lease.state} /> {node.lease.endsAt && <Moment at={node.lease.endsAt} />}
                </Group>
              ) : (
                'none'
              ),
            ],
          ]}
        />
      </Panel>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel title="What ready is made of">
          <Stack gap="sm">
            {node.conditions.length === 0 && (
              <Text size="sm" c="dimmed">
                Nothing has been observed yet.
              </Text>
            )}
            {node.conditions.map((one) => (
              <Group key={one.condition} gap={10} wrap="nowrap" align="flex-start">
                <span data-tone={one.met ? 'ok' : 'warn'} style={{ color: 'var(--tone)', marginTop: 2 }} title={one.met ? 'met' : 'not met'}>
                  {one.met ? <IconCheck size={16} aria-label="met" /> : <IconClock size={16} aria-label="not met" />}
                </span>
                <div style={{ minWidth: 0 }}>
                  <Text size="sm" fw={550}>
                    {spaced(one.condition)}
                  </Text>
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {one.detail}
                  </Text>
                </div>
              </Group>
            ))}
          </Stack>
        </Panel>
        <Panel title="Parameters">
          {Object.keys(node.parameters).length === 0 ? (
            <Text size="sm" c="dimmed">
              All as the template has them.
            </Text>
          ) : (
            <Facts of={Object.entries(node.parameters).map(([name, value]) => [spaced(name), value === null ? 'not set' : String(value)])} />
          )}
        </Panel>
      </SimpleGrid>
      {!node.pool && node.desired !== 'deleted' && node.desired !== 'retained' && <OnDrain node={node} />}
      <Panel title="Units" bare>
        <Units node={node} />
      </Panel>
    </Stack>
  );
}

/** What it has of the disk that it reserved, and for how long that lasts. */
function Disk({ disk }: { disk: NonNullable<Node['disk']> }) {
  const left = disk.daysLeft;
  return (
    <Meter label={left === undefined || left === null ? 'used' : `${left < 10 ? left.toFixed(1) : Math.round(left)} days left`} used={disk.usedBytes} of={disk.totalBytes} say={bytes} />
  );
}

function Units({ node }: { node: Node }) {
  return (
    <div className="rows-around" tabIndex={0} role="region" aria-label="Units">
      <table className="rows">
        <thead>
          <tr>
            <th>Unit</th>
            <th>State</th>
            <th>Addresses</th>
            <th className="middle">Starts</th>
            <th className="middle">Started</th>
          </tr>
        </thead>
        <tbody>
          {node.units.map((unit) => (
            <tr key={unit.unit + unit.generation}>
              <td>
                {unit.unit} <span className="quiet">g{unit.generation}</span>
              </td>
              <td>
                <State of={unit.state} tone={unit.state === 'running' ? 'ok' : undefined} />
                {unit.outOfMemory && <span className="quiet"> out of memory</span>}
                {unit.exitCode != null && <span className="quiet"> exit code {unit.exitCode}</span>}
              </td>
              <td className="mono">
                {Object.entries(unit.addresses)
                  .map(([port, address]) => `${port} ${address}`)
                  .join(', ') || '–'}
              </td>
              <td className="middle numbers">{unit.starts}</td>
              <td className="middle">
                <Moment at={unit.startedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {node.units
        .filter((unit) => unit.lastLog)
        .map((unit) => (
          <div key={unit.unit} style={{ padding: '12px 18px' }}>
            <Text size="xs" c="dimmed" mb={4}>
              The last lines of {unit.unit} before it ended
            </Text>
            <pre className="code wraps" tabIndex={0}>
              {unit.lastLog}
            </pre>
          </div>
        ))}
      {node.units.length === 0 && (
        <Text size="sm" c="dimmed" p={18}>
          None runs yet.
        </Text>
      )}
    </div>
  );
}

/** A reason as a sentence. */
const sentence = (reason: string) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${/[.!?]$/.test(reason) ? '' : '.'}`;

function spaced(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
