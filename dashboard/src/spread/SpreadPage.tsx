import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Failure } from '../look/Failure';
import { Empty, Loaded, Page, Panel } from '../look/Page';
import { useFilter } from '../look/Tabs';
import { networksQuery } from '../nodes/queries';
import { overviewQuery } from '../overview/queries';

/** Where a network's nodes are, so that it is seen when too many are in one place. */
export default function SpreadPage() {
  const [wanted, setNetwork] = useFilter('network');
  const networks = useQuery(networksQuery);
  const overview = useQuery(overviewQuery);
  const network = wanted || overview.data?.networks[0]?.network || '';
  return (
    <Page title="Spread" lead="How a network’s nodes are spread over providers, zones, hosts and clients. A share that is too large is a risk that all of them have in common.">
      <Group>
        <Select
          aria-label="Network"
          data={(networks.data ?? []).map((one) => ({ value: one.network, label: one.title }))}
          value={network || null}
          onChange={setNetwork}
          placeholder="Network"
          w={260}
          allowDeselect={false}
        />
      </Group>
      {network ? <Of network={network} /> : <Panel>{overview.data && <Empty title="No node has a place yet" />}</Panel>}
    </Page>
  );
}

function Of({ network }: { network: string }) {
  const spread = useQuery({
    queryKey: ['spread', network],
    queryFn: () => answer(api.GET('/api/v1/networks/{network}/spread', { params: { path: { network } } })),
  });
  return (
    <Loaded query={spread} height={300}>
      {(data) => (
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Shares
              title="Providers"
              limit={data.maxProviderPercent}
              shares={data.providers.map((one) => ({ name: one.provider || 'not named', nodes: one.nodes ?? 0, percent: one.percent ?? 0 }))}
            />
            <Shares
              title="Zones"
              limit={data.maxZonePercent}
              shares={data.zones.map((one) => ({
                name: [one.provider, one.region, one.zone].filter(Boolean).join(' · ') || 'not named',
                nodes: one.nodes ?? 0,
                percent: one.percent ?? 0,
              }))}
            />
            <Shares title="Hosts" shares={data.hosts.map((one) => ({ name: one.host ?? '', nodes: one.nodes ?? 0, percent: one.percent ?? 0 }))} />
            <Shares title="Clients" shares={data.templates.map((one) => ({ name: one.template ?? '', nodes: one.nodes ?? 0, percent: one.percent ?? 0 }))} />
          </SimpleGrid>
          <Limits spread={data} key={network} />
        </Stack>
      )}
    </Loaded>
  );
}

interface Share {
  name: string;
  nodes: number;
  percent: number;
}

function Shares({ title, shares, limit }: { title: string; shares: Share[]; limit?: number }) {
  return (
    <Panel title={title}>
      <Stack gap="md">
        {shares.length === 0 && (
          <Text size="sm" c="dimmed">
            No node has a place.
          </Text>
        )}
        {shares.map((share) => (
          <div key={share.name}>
            <Group justify="space-between" gap="sm" mb={4}>
              <Text size="sm">{share.name}</Text>
              <Text size="sm" className="numbers">
                {share.nodes} {share.nodes === 1 ? 'node' : 'nodes'} · {share.percent.toFixed(0)} %
              </Text>
            </Group>
            <div className="meter" role="meter" aria-label={share.name} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share.percent)}>
              <span data-tone={limit !== undefined && share.percent > limit ? 'bad' : 'busy'} style={{ width: `${share.percent}%` }} />
            </div>
          </div>
        ))}
        {limit !== undefined && (
          <Text size="xs" c="dimmed">
            {limit === 100 ? 'No limit is set.' : `At most ${limit} % may be in one place.`}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

function Limits({ spread }: { spread: Api['Spread'] }) {
  const [provider, setProvider] = useState<number | string>(spread.maxProviderPercent);
  const [zone, setZone] = useState<number | string>(spread.maxZonePercent);
  const save = useAct({
    perform: () =>
      answer(
        api.PATCH('/api/v1/networks/{network}/spread', {
          params: { path: { network: spread.network } },
          body: { maxProviderPercent: Number(provider), maxZonePercent: Number(zone) },
        }),
      ),
    changes: [['spread']],
    said: 'What is placed from now on keeps to it.',
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Limits">
      <form onSubmit={submit}>
        <Stack gap="md">
          {save.error && <Failure error={save.error} />}
          <Group align="flex-end" gap="md">
            <NumberInput label="One provider, at most" hideControls suffix=" %" min={1} max={100} allowDecimal={false} value={provider} onChange={setProvider} w={180} />
            <NumberInput label="One zone, at most" hideControls suffix=" %" min={1} max={100} allowDecimal={false} value={zone} onChange={setZone} w={180} />
            <Button type="submit" variant="default" loading={save.isPending} disabled={Number(provider) === spread.maxProviderPercent && Number(zone) === spread.maxZonePercent}>
              Save the limits
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            100 % is no limit. What has a place keeps it; one node is always allowed.
          </Text>
        </Stack>
      </form>
    </Panel>
  );
}
