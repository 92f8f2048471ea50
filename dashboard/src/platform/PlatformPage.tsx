import { Anchor, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Api } from '../api/client';
import { EventList } from '../events/EventList';
import { Moment } from '../look/Moment';
import { Facts, Loaded, Page, Panel } from '../look/Page';
import { bytes, count, span } from '../look/quantities';
import { State } from '../look/State';
import { Lanes } from './Lanes';
import { Proxies } from './Proxies';
import { platformQuery } from './queries';

type Platform = Api['Platform'];

/** How Berth itself is: what needs somebody comes first. */
export default function PlatformPage() {
  const platform = useQuery(platformQuery);
  return (
    <Page title="Health" lead="How Berth itself is. Each proxy keeps what it heard, and serves without the control plane.">
      <Loaded query={platform} height={520}>
        {(found) => (
          <Stack gap="lg">
            <div className="halves">
              <Reconciler reconciler={found.reconciler} at={found.at} />
              <Database database={found.database} />
            </div>
            <Proxies proxies={found.proxies} at={found.at} />
            <Lanes lanes={found.reconciler.lanes} here={found.reconciler.here} />
          </Stack>
        )}
      </Loaded>
      <Panel
        title="Alerts"
        bare
        actions={
          <Anchor component={Link} to="/webhooks" size="sm">
            Tell somebody of them
          </Anchor>
        }
      >
        <EventList severity="warning" framed={false} />
      </Panel>
    </Page>
  );
}

/** Whoever leads says so each second. */
const SILENT = 5;

function Reconciler({ reconciler, at }: { reconciler: Platform['reconciler']; at: string }) {
  const { leader, lastPass, lanes } = reconciler;
  const silence = leader ? (Date.parse(at) - Date.parse(leader.lastSeen)) / 1000 : Infinity;
  const waiting = lanes.filter((lane) => lane.waits).length;
  return (
    <Panel title="Reconciler" actions={silence > SILENT ? <State of="nobody acts" tone="bad" /> : <State of={reconciler.here ? 'acts here' : 'acts elsewhere'} tone="ok" />}>
      <Facts
        of={[
          ['Last pass', lastPass ? `${millis(lastPass.tookMillis)}, ${lastPass.agoMillis < 2_000 ? 'just now' : `${span(lastPass.agoMillis / 1000)} ago`}` : '–'],
          ['Under way', reconciler.here ? count(lanes.length - waiting) : '–'],
          ['Waiting', reconciler.here ? count(waiting) : '–'],
          ['Leads since', leader ? <Moment key="since" at={leader.since} /> : 'nobody does'],
          ['Epoch', leader ? <span className="numbers">{count(leader.epoch)}</span> : '–'],
        ]}
      />
      {!reconciler.here && (
        <Text size="xs" c="dimmed" mt="md">
          Another control plane acts; its passes and lanes are told by that one.
        </Text>
      )}
    </Panel>
  );
}

function Database({ database }: { database: Platform['database'] }) {
  const tight = database.connections > 0.9 * database.mostConnections;
  return (
    <Panel title="Database" actions={<State of={tight ? 'few connections left' : database.answersMillis > 100 ? 'slow' : 'answers'} tone={tight || database.answersMillis > 100 ? 'warn' : 'ok'} />}>
      <Facts
        of={[
          ['Answers in', millis(database.answersMillis)],
          ['Size', bytes(database.bytes)],
          ['Connections', `${count(database.connections)} of ${count(database.mostConnections)}`],
          ['Migration', database.migration],
          ['PostgreSQL', database.server],
        ]}
      />
    </Panel>
  );
}

const few = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

const millis = (value: number): string => (value < 1_000 ? `${few.format(value)} ms` : `${few.format(value / 1_000)} s`);
