import { ActionIcon, AppShell, Burger, Button, Group, Kbd, NavLink, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconMoon, IconSearch, IconSun, IconUserCircle } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useAway } from '../api/away';
import { Moment } from '../look/Moment';
import { useMe } from '../session/Session';
import { Boundary } from './Boundary';
import { Mark } from './Mark';
import { placesOf } from './places';

const loadMenu = () => import('./AccountMenu');
const AccountMenu = lazy(loadMenu);
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
        <Away />
        <div className="page">
          <Boundary place={pathname}>{children}</Boundary>
        </div>
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
    <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => setColorScheme(next)} aria-label={`Use ${next} colours`} title={`Use ${next} colours`}>
      {now === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
    </ActionIcon>
  );
}

function Person() {
  const [asked, ask] = useDisclosure();
  const button = (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Your account" aria-haspopup="menu" onMouseEnter={() => void loadMenu()} onFocus={() => void loadMenu()} onClick={ask.open}>
      <IconUserCircle size={20} />
    </ActionIcon>
  );
  return asked ? (
    <Suspense fallback={button}>
      <AccountMenu />
    </Suspense>
  ) : (
    button
  );
}

/** That nothing comes from the API, and from when what is shown is. */
function Away() {
  const since = useAway();
  if (since === null) return null;
  return (
    <div role="status" className="away">
      Berth does not answer. What you see is from <Moment at={new Date(since).toISOString()} exact />; it is asked again by itself.
    </div>
  );
}
