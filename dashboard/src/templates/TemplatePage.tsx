import { Alert, Button, List, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { type Api, answer, api } from '../api/client';
import { Mono } from '../look/Copy';
import { Moment } from '../look/Moment';
import { Facts, Loaded, Page, Panel } from '../look/Page';
import { Parts } from '../look/Parts';
import { bytes, cores } from '../look/quantities';
import { labelOf, parametersOf } from '../nodes/parameters';
import { sizesOn } from '../nodes/sizes';
import { Verified } from './TemplatesPage';

type Template = Api['Template'];

export default function TemplatePage() {
  const { template: name = '' } = useParams();
  const query = useQuery({
    queryKey: ['templates', name],
    queryFn: () => answer(api.GET('/api/v1/templates/{template}', { params: { path: { template: name } } })),
  });
  const isOffered = query.data?.role === 'node' && query.data.kinds.includes('dedicated') && query.data.verified;
  return (
    <Page
      title={query.data?.title ?? name}
      crumbs={[{ to: '/templates', label: 'Templates' }]}
      state={query.data && <Verified template={query.data} />}
      lead={query.data?.description}
      actions={
        isOffered && (
          <Button component={Link} to={`/nodes/new?network=${query.data?.networks[0]}&template=${name}`}>
            Create a node
          </Button>
        )
      }
    >
      <Loaded query={query} height={420}>
        {(template) => <Details template={template} />}
      </Loaded>
    </Page>
  );
}

function Details({ template }: { template: Template }) {
  const sizes = new Map(template.networks.flatMap((network) => sizesOn(template, network)).map((size) => [size.name, size]));
  return (
    <Stack gap="lg">
      {template.unresolved.length > 0 && (
        <Alert color="yellow" variant="light" title="Nothing of it is placed while its software is not pinned">
          <List size="sm">
            {template.unresolved.map((why) => (
              <List.Item key={why}>{why}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Panel>
        <Facts
          of={[
            ['Version', <Mono text={template.version} shown={template.version.slice(0, 12)} />],
            ['Networks', <Parts key="networks" of={template.networks} between=", " />],
            ['For', template.kinds.join(', ')],
            ['Members', template.replication === 'peers' ? 'follow one chain' : 'each a chain of its own'],
            ['Without containers', template.processEngine === 'trusted' ? 'for trusted tenants' : 'no'],
            ...Object.entries(template.expectedSync ?? {}).map(([network, sync]): [string, React.ReactNode] => [`Syncs ${network}`, `in about ${sync.hours} h, ${sync.note}`]),
            ['Since', <Moment at={template.createdAt} exact />],
          ]}
        />
      </Panel>
      <Panel title="Sizes" bare>
        <Table
          head={['Size', 'Processor', 'Memory', 'Disk', 'Disk class']}
          rows={[...sizes.values()].map((size) => [<b key="name">{size.name}</b>, cores(size.cpuMillis), bytes(size.memoryBytes), bytes(size.diskBytes), size.diskClass])}
        />
      </Panel>
      <Panel title="Units" bare>
        <Table
          head={['Unit', 'Software', 'Ports']}
          rows={template.units.map((unit) => [
            <b key="name">{unit.name}</b>,
            <span key="artifact" className="mono" style={{ overflowWrap: 'anywhere' }}>
              {softwareOf(unit.artifact)}
            </span>,
            unit.ports.map((port) => `${port.name} (${port.publish})`).join(', '),
          ])}
        />
      </Panel>
      <Panel title="Parameters" bare>
        <Table
          head={['Parameter', 'What it is', 'Default']}
          rows={parametersOf(template.parameters).map((parameter) => [
            <b key="name">{labelOf(parameter.name)}</b>,
            `${parameter.description}${parameter.immutable ? ' Stays as it is chosen.' : ''}`,
            parameter.default === null ? 'not set' : String(parameter.default),
          ])}
        />
      </Panel>
      <Versions template={template.template} />
    </Stack>
  );
}

function Versions({ template }: { template: string }) {
  const versions = useQuery({
    queryKey: ['templates', template, 'versions'],
    queryFn: () => answer(api.GET('/api/v1/templates/{template}/versions', { params: { path: { template }, query: { limit: 100 } } })).then((page) => page.items),
  });
  return (
    <Panel title="Versions" bare>
      <Table
        head={['Version', 'State', 'Since']}
        rows={(versions.data ?? []).map((one) => [
          <Mono key="version" text={one.version} shown={one.version.slice(0, 16)} />,
          <Verified key="state" template={one} />,
          <Moment key="since" at={one.createdAt} exact />,
        ])}
      />
    </Panel>
  );
}

function Table({ head, rows }: { head: string[]; rows: React.ReactNode[][] }) {
  return (
    <div className="rows-around" tabIndex={0} role="region" aria-label={head[0]}>
      <table className="rows">
        <thead>
          <tr>
            {head.map((one) => (
              <th key={one}>{one}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} style={{ paddingTop: 8, paddingBottom: 8 }}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The pinned thing, whichever kind it is: an image, a package, a program of the host's. */
function softwareOf(artifact: Record<string, unknown>): string {
  const [kind, what] = Object.entries(artifact).find(([, value]) => typeof value === 'object' && value !== null && !Array.isArray(value)) ?? [];
  if (!kind) return '–';
  const of = what as Record<string, unknown>;
  const name = of.package ?? of.image ?? of.binary ?? kind;
  const version = of.version ?? of.tag;
  return version ? `${String(name)} ${String(version)}` : String(name);
}
