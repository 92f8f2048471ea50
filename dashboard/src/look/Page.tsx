import { Breadcrumbs, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { Failure } from './Failure';

interface Head {
  title: string;
  crumbs?: { to: string; label: string }[];
  state?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page: where one is, what can be done, and the rest. */
export function Page({ title, crumbs = [], state, lead, actions, children }: Head) {
  useEffect(() => {
    document.title = `${title} · Berth`;
  }, [title]);
  return (
    <Stack gap="lg">
      <header>
        {crumbs.length > 0 && (
          <Breadcrumbs separator="/" separatorMargin={6} mb={4}>
            {crumbs.map((crumb) => (
              <Text key={crumb.to} component={Link} to={crumb.to} size="sm" c="dimmed">
                {crumb.label}
              </Text>
            ))}
          </Breadcrumbs>
        )}
        <Group justify="space-between" align="center" gap="sm" mih={36}>
          <Group gap="sm" align="center" style={{ minWidth: 0 }}>
            <Title order={1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {state}
          </Group>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
        {lead && (
          <Text c="dimmed" size="md" mt={4} maw={760}>
            {lead}
          </Text>
        )}
      </header>
      {children}
    </Stack>
  );
}

/** A framed part of a page. */
export function Panel({ title, note, actions, bare = false, children }: { title?: string; note?: ReactNode; actions?: ReactNode; bare?: boolean; children: ReactNode }) {
  return (
    <section className="panel" aria-label={title}>
      {(title || actions) && (
        <div className="panel-head">
          {title ? (
            <Group gap={8} align="baseline">
              <Title order={2}>{title}</Title>
              {note && (
                <Text size="xs" c="dimmed">
                  {note}
                </Text>
              )}
            </Group>
          ) : (
            <span />
          )}
          {actions && <Group gap="xs">{actions}</Group>}
        </div>
      )}
      <div className={bare ? 'panel-body bare' : 'panel-body'}>{children}</div>
    </section>
  );
}

/** What is said where there is nothing yet: what belongs here, and how it comes here. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py={36} px="md">
      <Text fw={600} ta="center">
        {title}
      </Text>
      {children && (
        <Text c="dimmed" size="sm" ta="center" maw={460} component="div">
          {children}
        </Text>
      )}
      {action && <div style={{ marginTop: 10 }}>{action}</div>}
    </Stack>
  );
}

/** Names and values. */
export function Facts({ of }: { of: [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {of.map(([name, value]) => (
        <div key={name} style={{ minWidth: 0 }}>
          <dt>{name}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Loaded<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** What a query brought; until then room of its size, and what went wrong if it did. */
export function Loaded<T>({ query, height = 240, children }: { query: Loaded<T>; height?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure error={query.error} again={() => void query.refetch()} />;
  return <Skeleton height={height} radius={10} aria-label="Loading" />;
}
