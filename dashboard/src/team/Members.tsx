import { ActionIcon, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { usePages } from '../api/pages';
import { Confirm } from '../look/Confirm';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { useMayManage, useMe } from '../session/Session';

type Member = Api['Member'];

const MEMBERS = ['members'] as const;

/** The people of a tenant. */
export function Members({ tenant }: { tenant?: string }) {
  const me = useMe();
  const mayManage = useMayManage();
  const [adds, setAdds] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const pages = usePages([...MEMBERS, tenant ?? ''], (cursor) => answer(api.GET('/api/v1/members', { params: { query: { cursor, tenant } } })));
  const remove = useAct<string>({
    perform: (member) => answer(api.DELETE('/api/v1/members/{member}', { params: { path: { member }, query: { tenant } } })),
    changes: [MEMBERS, ['api-keys']],
    said: 'Removed, with the API keys that were theirs.',
    then: () => setRemoving(null),
  });
  const columns: ColumnDef<Member, unknown>[] = [
    { header: 'E-mail', cell: ({ row }) => <span style={{ fontWeight: 550 }}>{row.original.email}</span> },
    { header: 'Role', cell: ({ row }) => row.original.role },
    { header: 'Since', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { on: 'middle' } },
    {
      id: 'remove',
      header: () => <span className="unseen">Remove</span>,
      meta: { align: 'right', width: 60 },
      cell: ({ row: { original: member } }) =>
        mayManage &&
        !member.removedAt &&
        member.email !== me.email && (
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${member.email}`} onClick={() => setRemoving(member)}>
            <IconTrash size={16} />
          </ActionIcon>
        ),
    },
  ];
  return (
    <Panel
      title="Members"
      bare
      actions={
        mayManage && (
          <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdds(true)}>
            Add a member
          </Button>
        )
      }
    >
      <Rows label="Members" columns={columns} pages={pages} idOf={(member) => member.id} empty={<Empty title="No members yet">Owners change members and keys, developers create nodes and endpoints.</Empty>} />
      {adds && <AddMember tenant={tenant} close={() => setAdds(false)} />}
      {removing && (
        <Confirm title={`Remove ${removing.email}`} action="Remove the member" isBusy={remove.isPending} close={() => setRemoving(null)} confirm={() => remove.mutate(removing.id)}>
          Their sessions and API keys end at once. Nodes and endpoints that they made stay.
        </Confirm>
      )}
    </Panel>
  );
}

function AddMember({ tenant, close }: { tenant: string | undefined; close: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Member['role']>('developer');
  const add = useAct<void, Member>({
    perform: () => answer(api.POST('/api/v1/members', { params: { query: { tenant }, header: once() }, body: { email, role } })),
    changes: [MEMBERS],
    said: (member) => `${member.email} is a member now.`,
    then: close,
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Modal opened onClose={close} title="Add a member">
      <form onSubmit={submit}>
        <Stack gap="md">
          {add.error && <Failure error={add.error} />}
          <TextInput label="E-mail" type="email" required value={email} data-autofocus error={add.error?.at('/email')} onChange={(event) => setEmail(event.currentTarget.value)} />
          <Select
            label="Role"
            data={[
              { value: 'developer', label: 'Developer: nodes, endpoints, usage' },
              { value: 'owner', label: 'Owner: members, keys and exports as well' },
            ]}
            value={role}
            onChange={(value) => value && setRole(value as Member['role'])}
            allowDeselect={false}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add the member
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
