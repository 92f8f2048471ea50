import { Modal, ScrollArea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconArrowRight, IconCube, IconPlugConnected, IconPlus, IconSearch, IconServer, IconStack2 } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { answer, api } from '../api/client';
import type { Me } from '../session/me';
import { useMe } from '../session/Session';
import { ranked } from './finding';
import { placesOf } from './places';

interface Found {
  to: string;
  label: string;
  about: string;
  icon: ReactNode;
}

/** Goes anywhere by a few letters of its name. */
export default function CommandPalette({ close }: { close: () => void }) {
  const { role } = useMe();
  const operator = role === 'operator';
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [named] = useDebouncedValue(typed.trim().toLowerCase(), 150);
  const newest = useQuery({ queryKey: ['things', operator, ''], queryFn: () => load(operator, undefined), staleTime: 30_000 });
  const things = useQuery({ queryKey: ['things', operator, named], queryFn: () => load(operator, named || undefined), staleTime: 30_000, placeholderData: keepPreviousData });
  const all = useMemo(() => [...new Map([...fixed(role), ...(newest.data ?? []), ...(things.data ?? [])].map((one) => [one.to + one.label, one])).values()], [role, newest.data, things.data]);
  const found = useMemo(() => ranked(all, typed, (one) => `${one.label} ${one.about}`).slice(0, 50), [all, typed]);
  const chosen = Math.min(at, Math.max(0, found.length - 1));
  const go = (one: Found | undefined) => {
    if (!one) return;
    close();
    void navigate(one.to);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(found[chosen]);
    }
  };
  return (
    <Modal opened onClose={close} withCloseButton={false} padding={0} size={560} yOffset="12vh" centered={false} aria-label="Find or go to">
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        placeholder="A node, an endpoint, a page…"
        aria-label="Find or go to"
        role="combobox"
        aria-expanded
        aria-controls="found"
        aria-activedescendant={found[chosen] ? `found-${chosen}` : undefined}
        leftSection={<IconSearch size={17} />}
        value={typed}
        onChange={(event) => (setTyped(event.currentTarget.value), setAt(0))}
        onKeyDown={onKey}
        px={8}
        py={4}
      />
      <ScrollArea.Autosize mah="52vh" style={{ borderTop: '1px solid var(--line)' }}>
        <div role="listbox" id="found" aria-label="Found" style={{ padding: 6 }}>
          {found.map((one, i) => (
            <div
              key={one.to + one.label}
              id={`found-${i}`}
              role="option"
              aria-selected={i === chosen}
              className="found"
              onClick={() => go(one)}
              onMouseMove={() => setAt(i)}
            >
              {one.icon}
              <span className="cut">{one.label}</span>
              <span className="quiet cut" style={{ fontSize: '0.75rem' }}>
                {one.about}
              </span>
            </div>
          ))}
          {found.length === 0 && <div className="found quiet">{things.isFetching ? 'Looking…' : `Nothing has “${typed}” in its name.`}</div>}
        </div>
      </ScrollArea.Autosize>
    </Modal>
  );
}

function fixed(role: Me['role']): Found[] {
  const places = placesOf(role)
    .flatMap((part) => part.places)
    .map((place) => ({ to: place.to, label: place.label, about: 'page', icon: <IconArrowRight size={16} /> }));
  return [
    ...places,
    { to: '/nodes/new', label: 'Create a node', about: 'action', icon: <IconPlus size={16} /> },
    { to: '/endpoints/new', label: 'Create an endpoint', about: 'action', icon: <IconPlus size={16} /> },
    { to: '/profile', label: 'Profile and sessions', about: 'page', icon: <IconArrowRight size={16} /> },
  ];
}

/** The first of each kind with this in their name. */
async function load(operator: boolean, named: string | undefined): Promise<Found[]> {
  const page = { params: { query: { limit: 50, named } } };
  const [nodes, endpoints, hosts, pools] = await Promise.all([
    answer(api.GET('/api/v1/nodes', page)),
    answer(api.GET('/api/v1/endpoints', page)),
    operator ? answer(api.GET('/api/v1/hosts', page)) : null,
    operator ? answer(api.GET('/api/v1/pools', page)) : null,
  ]);
  return [
    ...nodes.items.map((one) => ({ to: `/nodes/${one.id}`, label: one.name, about: `node on ${one.network}`, icon: <IconCube size={16} /> })),
    ...endpoints.items.map((one) => ({
      to: `/endpoints/${one.id}`,
      label: one.name,
      about: `endpoint on ${one.network}`,
      icon: <IconPlugConnected size={16} />,
    })),
    ...(hosts?.items ?? []).map((one) => ({ to: `/hosts/${one.id}`, label: one.name, about: 'host', icon: <IconServer size={16} /> })),
    ...(pools?.items ?? []).map((one) => ({ to: `/pools/${one.id}`, label: one.name, about: `pool of ${one.network}`, icon: <IconStack2 size={16} /> })),
  ];
}
