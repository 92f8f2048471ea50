import { ActionIcon, Menu, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconBook, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import { useAct } from '../api/act';
import { answer, api } from '../api/client';
import { ME, useMe } from '../session/Session';

/** Who one is, one's own page, and the way out. */
export default function AccountMenu() {
  const me = useMe();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const leave = useAct({
    perform: () => answer(api.DELETE('/api/v1/session')),
    then: () => {
      void navigate('/');
      void cache.resetQueries({ queryKey: ME }); // asks who is here now: nobody
      cache.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] });
    },
  });
  return (
    <Menu position="bottom-end" width={230} shadow="md" defaultOpened>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Your account">
          <IconUserCircle size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <Text size="sm" fw={560} className="cut">
            {me.email ?? 'An API key'}
          </Text>
          <Text size="xs" c="dimmed" className="cut">
            {me.role}
            {me.tenant ? ` of ${me.tenant.name}` : ' of the platform'}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/profile" leftSection={<IconUserCircle size={16} />}>
          Profile and sessions
        </Menu.Item>
        <Menu.Item component="a" href="/docs" target="_blank" leftSection={<IconBook size={16} />}>
          API documentation
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => leave.mutate()} leftSection={<IconLogout size={16} />}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
