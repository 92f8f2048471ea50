import { Button, Group, NumberInput, Select, SimpleGrid, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Failure } from '../look/Failure';
import { Panel } from '../look/Page';
import { TENANTS } from './queries';

const GIB = 1024 ** 3;

type Field = 'nodes' | 'cores' | 'memory' | 'disk';

const FIELDS: { name: Field; label: string; suffix: string }[] = [
  { name: 'nodes', label: 'Nodes', suffix: '' },
  { name: 'cores', label: 'Processor', suffix: ' cores' },
  { name: 'memory', label: 'Memory', suffix: ' GiB' },
  { name: 'disk', label: 'Disk', suffix: ' GiB' },
];

/** How much a tenant may hold, and who approves. An empty field is no bound. */
export function TenantQuota({ tenant }: { tenant: Api['Tenant'] }) {
  const { quota } = tenant;
  const before: Record<Field, number | string> = {
    nodes: quota.nodes ?? '',
    cores: quota.cpuMillis === undefined ? '' : quota.cpuMillis / 1000,
    memory: quota.memoryBytes === undefined ? '' : quota.memoryBytes / GIB,
    disk: quota.diskBytes === undefined ? '' : quota.diskBytes / GIB,
  };
  const [typed, setTyped] = useState(before);
  const [approval, setApproval] = useState(tenant.approvalPolicy);
  const save = useAct({
    perform: () => {
      const given = (name: Field, times: number) => (typed[name] === '' ? undefined : Math.round(Number(typed[name]) * times));
      const wish = { nodes: given('nodes', 1), cpuMillis: given('cores', 1000), memoryBytes: given('memory', GIB), diskBytes: given('disk', GIB) };
      return answer(
        api.PATCH('/api/v1/tenants/{name}', { params: { path: { name: tenant.id } }, body: { quota: wish, approvalPolicy: approval } }),
      );
    },
    changes: [TENANTS],
    said: 'Saved. It holds for what is asked for from now on.',
    quiet: true,
  });
  const isChanged = approval !== tenant.approvalPolicy || FIELDS.some(({ name }) => typed[name] !== before[name]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Quota and approval">
      <form onSubmit={submit}>
        <Stack gap="lg">
          {save.error && <Failure error={save.error} />}
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} spacing="lg">
            {FIELDS.map(({ name, label, suffix }) => (
              <NumberInput
                key={name}
                label={label}
                placeholder="No bound"
                suffix={suffix}
                min={0}
                hideControls
                value={typed[name]}
                onChange={(value) => setTyped({ ...typed, [name]: value })}
              />
            ))}
            <Select
              label="Approvals"
              data={[
                { value: 'automatic', label: 'Automatic' },
                { value: 'person', label: 'By a person' },
              ]}
              value={approval}
              onChange={(value) => value && setApproval(value as Api['Tenant']['approvalPolicy'])}
              allowDeselect={false}
            />
          </SimpleGrid>
          <Group>
            <Button type="submit" disabled={!isChanged} loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
