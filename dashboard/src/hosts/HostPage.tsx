import { Alert, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Api } from '../api/client';
import { EventList } from '../events/EventList';
import { Meter } from '../look/Meter';
import { Moment } from '../look/Moment';
import { Facts, Loaded, Page, Panel } from '../look/Page';
import { bytes, cores, count } from '../look/quantities';
import { State } from '../look/State';
import { UrlTabs } from '../look/Tabs';
import { HostActions } from './HostActions';
import { HostDrain } from './HostDrain';
import { HostNodes } from './HostNodes';
import { hostQuery } from './queries';

type Host = Api['Host'];

export default function HostPage() {
  const { host: id = '' } = useParams();
  const query = useQuery(hostQuery(id));
  return (
    <Page
      title={query.data?.name ?? 'Host'}
      crumbs={[{ to: '/hosts', label: 'Hosts' }]}
      state={query.data && <State of={query.data.state} />}
      actions={query.data && <HostActions host={query.data} />}
    >
      <Loaded query={query} height={420}>
        {(host) => (
          <>
            {host.closed && (
              <Alert variant="light" color="yellow">
                <Text size="sm">It takes no new nodes: {host.closed}</Text>
              </Alert>
            )}
            {host.drain && <HostDrain drain={host.drain} />}
            <UrlTabs
              tabs={[
                { name: 'overview', label: 'Overview', content: () => <Overview host={host} /> },
                { name: 'nodes', label: 'Nodes', content: () => <HostNodes host={host} /> },
                { name: 'findings', label: 'Findings', content: () => <Findings host={host} /> },
                { name: 'events', label: 'Events', content: () => <EventList subject={host.id} /> },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Overview({ host }: { host: Host }) {
  return (
    <Stack gap="lg">
      <Panel title="Reserved of what nodes may have">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xl">
          <Meter label="Processor" used={host.reserved.cpuMillis} of={host.allocatable.cpuMillis} say={cores} />
          <Meter label="Memory" used={host.reserved.memoryBytes} of={host.allocatable.memoryBytes} say={bytes} />
          <Meter label="Disk" used={host.reserved.diskBytes} of={host.allocatable.diskBytes} say={bytes} />
        </SimpleGrid>
      </Panel>
      <Panel>
        <Facts
          of={[
            ['Engine', `${host.engine}, ${host.arch}`],
            ['Agent', host.agent ?? '–'],
            ['Reach', host.reach ? <State of={host.reach} /> : '–'],
            ['Seen', <Moment at={host.observedAt} />],
            ['Provider', host.provider || '–'],
            ['Region and zone', [host.region, host.zone].filter(Boolean).join(' · ') || '–'],
            ['Disk class', host.diskClass || '–'],
            ['Nodes', count(host.nodes ?? 0)],
            ['Units running', count(host.unitsRunning)],
            ['Free on disk', host.diskFreeBytes == null ? '–' : bytes(host.diskFreeBytes)],
            ['Clock ahead', host.clockSkewMs == null ? '–' : `${count(host.clockSkewMs)} ms`],
            ['Certificate until', host.certifiedUntil ? <Moment at={host.certifiedUntil} /> : '–'],
            ['Enrolled', <Moment at={host.enrolledAt} exact />],
            ['Labels', Object.entries(host.labels ?? {}).map(([name, value]) => `${name}=${value}`).join(', ') || '–'],
          ]}
        />
      </Panel>
    </Stack>
  );
}

function Findings({ host }: { host: Host }) {
  return (
    <Panel bare>
      <div className="rows-around" tabIndex={0} role="region" aria-label="Findings">
        <table className="rows">
          <thead>
            <tr>
              <th>Rule</th>
              <th>Verdict</th>
              <th>What was found</th>
            </tr>
          </thead>
          <tbody>
            {host.findings.map((finding) => (
              <tr key={finding.rule}>
                <td style={{ fontWeight: 550 }}>{finding.rule}</td>
                <td>
                  <State of={finding.verdict ?? ''} tone={VERDICTS[finding.verdict?.toLowerCase() ?? ''] ?? 'idle'} />
                </td>
                <td className="quiet" style={{ padding: '10px 12px' }}>
                  {finding.detail}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {host.findings.length === 0 && (
        <Text size="sm" c="dimmed" p={18}>
          The host doctor has said nothing.
        </Text>
      )}
    </Panel>
  );
}

const VERDICTS: Record<string, 'ok' | 'warn' | 'bad'> = { met: 'ok', ok: 'ok', pass: 'ok', passed: 'ok', warn: 'warn', warning: 'warn', missing: 'warn', unmet: 'bad', failed: 'bad', fail: 'bad' };
