import { ActionIcon, AppShell, Burger, Button, Group, Kbd, Menu, NavLink, Text, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { IconBook, IconLogout, IconMoon, IconSearch, IconSun, IconUserCircle } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useAct } from '../api/act';
import { answer, api } from '../api/client';
import { ME, useMe } from '../session/Session';
import { Mark } from './Mark';
import { placesOf } from './places';

const CommandPalette = lazy(() => import('./CommandPalette'));

/** What is around every page: where one can go, who one is, and a way to find things. */
export function Shell({ children }: { children: ReactNode }) {
  const [open, { toggle, close }] = useDisclosure();
  const [finds, palette] = useDisclosure();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useHotkeys([['mod+K', palette.toggle]], []);
  useEffect(() => {
    close();
    window.scrollTo(0, 0);
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [close, pathname]);
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !open } }} padding={{ base: 'md', md: 'xl' }}>
      <a href="#main" className="skip" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        To the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Link to="/" className="brand" aria-label="Berth, overview">
              <Mark />
              <Text fw={650} size="lg" component="span" visibleFrom="xs">
                Berth
              </Text>
            </Link>
          </Group>
          <Group gap={6} wrap="nowrap">
            <Button
              variant="default"
              onClick={palette.open}
              leftSection={<IconSearch size={15} />}
              rightSection={<Kbd size="xs">Ctrl K</Kbd>}
              visibleFrom="sm"
              c="dimmed"
              fw={400}
              w={240}
              styles={{ inner: { width: '100%' }, label: { flex: 1, fontWeight: 400 } }}
            >
              Find or go to…
            </Button>
            <ActionIcon variant="subtle" color="gray" size="lg" hiddenFrom="sm" onClick={palette.open} aria-label="Find or go to">
              <IconSearch size={18} />
            </ActionIcon>
            <Scheme />
            <Person />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main">
        <Places pathname={pathname} />
      </AppShell.Navbar>
      <AppShell.Main ref={main} tabIndex={-1} id="main" style={{ outline: 'none' }}>
        <div className="page">{children}</div>
      </AppShell.Main>
      {finds && (
        <Suspense fallback={null}>
          <CommandPalette close={palette.close} />
        </Suspense>
      )}
    </AppShell>
  );
}

function Places({ pathname }: { pathname: string }) {
  const me = useMe();
  return (
    <>
      {placesOf(me.role).map((part) => (
        <div key={part.label} style={{ marginBottom: 18 }}>
          <Text size="xs" fw={560} c="dimmed" px={10} mb={4}>
            {part.label}
          </Text>
          {part.places.map((place) => {
            const here = place.to === '/' ? pathname === '/' : pathname === place.to || pathname.startsWith(`${place.to}/`);
            return (
              <NavLink
                key={place.to}
                component={Link}
                to={place.to}
                label={place.label}
                active={here}
                aria-current={here ? 'page' : undefined}
                leftSection={<place.icon size={17} stroke={1.7} />}
                className="place"
              />
            );
          })}
        </div>
      ))}
    </>
  );
}

function Scheme() {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light');
  const next = now === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={`Use ${next} colours`}>
      <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => setColorScheme(next)} aria-label={`Use ${next} colours`}>
        {now === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

function Person() {
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
    <Menu position="bottom-end" width={230} shadow="md">
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
