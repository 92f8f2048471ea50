import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Api, answer, api } from '../api/client';
import { usePages } from '../api/pages';
import { Meter } from '../look/Meter';
import { NamedFilter } from '../look/Named';
import { Empty, Page, Panel } from '../look/Page';
import { bytes, cores } from '../look/quantities';
import { Rows } from '../look/Rows';
import { State } from '../look/State';
import { useFilter } from '../look/Tabs';
import { EnrolHost } from './EnrolHost';
import { HOSTS } from './queries';

type Host = Api['Host'];

export default function HostsPage() {
  const [named] = useFilter('named');
  const pages = usePages([...HOSTS, 'list', named], (cursor, limit) => answer(api.GET('/api/v1/hosts', { params: { query: { cursor, limit, named: named || undefined } } })), { every: 5_000 });
  const [enrols, setEnrols] = useState(false);
  const enrol = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEnrols(true)}>
      Enrol a host
    </Button>
  );
  return (
    <Page title="Hosts" lead="The machines that nodes run on, and how much of each is reserved." actions={enrol}>
      {(named || pages.rows.length > 20) && (
        <Group gap="sm">
          <NamedFilter of="hosts" />
        </Group>
      )}
      <Panel bare>
        <Rows
          label="Hosts"
          columns={COLUMNS}
          pages={pages}
          idOf={(host) => host.id}
          opens={(host) => `/hosts/${host.id}`}
          empty={
            named ? (
              <Empty title="No host is called like that" />
            ) : (
              <Empty title="No hosts yet" action={enrol}>
                A host is any machine with Docker and an agent. It dials in with a token, and is ready for nodes a moment later.
              </Empty>
            )
          }
        />
      </Panel>
      {enrols && <EnrolHost close={() => setEnrols(false)} />}
    </Page>
  );
}

const meter = (label: string, of: (host: Host) => [number, number], say: (value: number) => string): ColumnDef<Host, unknown> => ({
  header: label,
  meta: { on: 'middle', width: '18%' },
  cell: ({ row: { original: host } }) => {
    const [used, all] = of(host);
    return <Meter label={label} used={used} of={all} say={say} isLabelled={false} />;
  },
});

const COLUMNS: ColumnDef<Host, unknown>[] = [
  {
    header: 'Name',
    cell: ({ row: { original: host } }) => (
      <div>
        <Link to={`/hosts/${host.id}`} className="name">
          {host.name}
        </Link>
        <Text size="xs" c="dimmed">
          {[host.provider, host.region, host.zone].filter(Boolean).join(' · ') || host.engine}
        </Text>
      </div>
    ),
  },
  { header: 'State', cell: ({ row: { original: host } }) => <State of={host.reach === 'heard' || !host.reach ? host.state : host.reach} title={host.closed ?? ''} /> },
  meter('Processor', (host) => [host.reserved.cpuMillis, host.allocatable.cpuMillis], cores),
  meter('Memory', (host) => [host.reserved.memoryBytes, host.allocatable.memoryBytes], bytes),
  meter('Disk', (host) => [host.reserved.diskBytes, host.allocatable.diskBytes], bytes),
  { header: 'Nodes', cell: ({ row }) => <span className="numbers">{row.original.nodes ?? 0}</span>, meta: { align: 'right' } },
];
