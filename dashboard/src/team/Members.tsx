import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { usePages } from '../api/pages';
import { Confirm } from '../look/Confirm';
import { CopyWords } from '../look/Copy';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';
import { Empty, Panel } from '../look/Page';
import { Rows } from '../look/Rows';
import { useIsOperator, useMayManage, useMe } from '../session/Session';

type Member = Api['Member'];

const MEMBERS = ['members'] as const;

/** The people of a tenant. */
export function Members({ tenant }: { tenant?: string }) {
  const me = useMe();
  const mayManage = useMayManage();
  const isPlatform = useIsOperator() && tenant === undefined;
  const [adds, setAdds] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const pages = usePages([...MEMBERS, tenant ?? ''], (cursor, limit) => answer(api.GET('/api/v1/members', { params: { query: { cursor, limit, tenant } } })));
  const remove = useAct<string>({
    perform: (member) => answer(api.DELETE('/api/v1/members/{member}', { params: { path: { member }, query: { tenant } } })),
    changes: [MEMBERS, ['api-keys']],
    said: 'Removed, with the API keys that were theirs.',
    then: () => setRemoving(null),
  });
  const reset = useAct<{ member: string; totp: boolean }, Api['InvitedMember']>({
    perform: ({ member, totp }) => answer(api.POST('/api/v1/members/{member}/reset', { params: { path: { member }, query: { totp, tenant } } })),
  });
  const columns: ColumnDef<Member, unknown>[] = [
    { header: 'E-mail', cell: ({ row }) => <span style={{ fontWeight: 550 }}>{row.original.email}</span> },
    { header: 'Role', cell: ({ row }) => row.original.role },
    ...(isPlatform ? ([{ header: 'Tenant', cell: ({ row }) => row.original.tenant?.name ?? 'platform' }] as ColumnDef<Member, unknown>[]) : []),
    { header: 'Since', cell: ({ row }) => <Moment at={row.original.createdAt} />, meta: { on: 'middle' } },
    {
      id: 'remove',
      header: () => <span className="unseen">Remove</span>,
      meta: { align: 'right', width: 60 },
      cell: ({ row: { original: member } }) =>
        mayManage &&
        !member.removedAt &&
        member.email !== me.email && (
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${member.email}`}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => reset.mutate({ member: member.id, totp: false })}>Make a link for another password</Menu.Item>
              <Menu.Item onClick={() => reset.mutate({ member: member.id, totp: true })}>The same, and take the authenticator off</Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => setRemoving(member)}>
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
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
      {reset.data && (
        <Modal opened onClose={reset.reset} title="Another password" size="lg">
          <Invited member={reset.data} close={reset.reset} />
        </Modal>
      )}
      {removing && (
        <Confirm title={`Remove ${removing.email}`} action="Remove the member" isBusy={remove.isPending} close={() => setRemoving(null)} confirm={() => remove.mutate(removing.id)}>
          Their sessions and API keys end at once. Nodes and endpoints that they made stay.
        </Confirm>
      )}
    </Panel>
  );
}

const OPERATOR = { value: 'operator', label: 'Operator: the whole platform' };
const DEVELOPER = { value: 'developer', label: 'Developer: nodes, endpoints, usage' };
const OWNER = { value: 'owner', label: 'Owner: members, keys and exports as well' };

function AddMember({ tenant, close }: { tenant: string | undefined; close: () => void }) {
  const [email, setEmail] = useState('');
  const isPlatform = useIsOperator() && tenant === undefined;
  const [role, setRole] = useState<Member['role']>(isPlatform ? 'operator' : 'developer');
  const add = useAct<void, Api['InvitedMember']>({
    perform: () => answer(api.POST('/api/v1/members', { params: { query: { tenant }, header: once() }, body: { email, role } })),
    changes: [MEMBERS],
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Modal opened onClose={close} title="Add a member" size="lg">
      {add.data ? (
        <Invited member={add.data} close={close} />
      ) : (
      <form onSubmit={submit}>
        <Stack gap="md">
          {add.error && <Failure error={add.error} />}
          <TextInput label="E-mail" type="email" required value={email} data-autofocus error={add.error?.at('/email')} onChange={(event) => setEmail(event.currentTarget.value)} />
          <Select
            label="Role"
            data={isPlatform ? [OPERATOR] : [DEVELOPER, OWNER]}
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
      )}
    </Modal>
  );
}

/** The link by which a member chooses a password: Berth sends no mail. */
function Invited({ member, close }: { member: Api['InvitedMember']; close: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        Hand this link to {member.email}. It is good once, until <Moment at={member.invitation.expiresAt} exact />: with it they choose a password.
      </Text>
      <code className="code wraps">{member.invitation.url}</code>
      <Group justify="flex-end" gap="xs">
        <CopyWords text={member.invitation.url} label="Copy the link" size="sm" />
        <Button onClick={close}>Done</Button>
      </Group>
    </Stack>
  );
}
