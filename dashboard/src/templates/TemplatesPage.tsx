import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ColumnDef } from '@tanstack/react-table';
import { Link } from 'react-router';
import type { Api } from '../api/client';
import { NetworkMark } from '../look/NetworkMark';
import { Empty, Page, Panel } from '../look/Page';
import { Parts } from '../look/Parts';
import { Rows, whole } from '../look/Rows';
import { State } from '../look/State';
import { templatesQuery } from '../nodes/queries';

type Template = Api['Template'];

export default function TemplatesPage() {
  const templates = useQuery(templatesQuery);
  return (
    <Page title="Templates" lead="What nodes can be made of. Each version is named by the hash of its content and never changes.">
      <Panel bare>
        <Rows
          label="Templates"
          columns={COLUMNS}
          pages={whole(templates.data, templates.error)}
          idOf={(template) => template.template}
          opens={(template) => `/templates/${template.template}`}
          empty={<Empty title="No templates" />}
        />
      </Panel>
    </Page>
  );
}

export function Verified({ template }: { template: Template }) {
  return template.verified ? <State of="verified" tone="ok" /> : <State of="unverified" tone="warn" title={template.unresolved.join('\n')} />;
}

const COLUMNS: ColumnDef<Template, unknown>[] = [
  {
    header: 'Template',
    cell: ({ row: { original: template } }) => (
      <Group gap={12} wrap="nowrap">
        <NetworkMark network={template.networks[0] ?? template.template} size={26} />
        <div style={{ minWidth: 0 }}>
          <Link to={`/templates/${template.template}`} className="name">
            {template.title}
          </Link>
          <Text size="xs" c="dimmed" className="mono">
            {template.template}
          </Text>
        </div>
      </Group>
    ),
  },
  { header: 'Networks', cell: ({ row }) => <Parts of={row.original.networks} between=", " />, meta: { on: 'middle' } },
  { header: 'For', cell: ({ row }) => <span className="is-short">{row.original.role === 'driver' ? 'driving others' : row.original.kinds.join(', ')}</span>, meta: { on: 'middle' } },
  { header: 'State', cell: ({ row }) => <Verified template={row.original} /> },
  { header: 'Version', cell: ({ row }) => <span className="mono">{row.original.version.slice(0, 10)}</span>, meta: { align: 'right', on: 'middle' } },
];
