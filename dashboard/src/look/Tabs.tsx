import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

export interface Tab {
  name: string;
  label: string;
  content: () => ReactNode;
}

/** Parts of a page, of which the URL says which is open. */
export function UrlTabs({ tabs }: { tabs: Tab[] }) {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('tab');
  const open = tabs.find((tab) => tab.name === wanted)?.name ?? tabs[0]?.name ?? null;
  const choose = (name: string | null) => setSearch(name === tabs[0]?.name || name === null ? {} : { tab: name }, { replace: true });
  return (
    <Tabs value={open} onChange={choose}>
      <div style={{ overflowX: 'auto', overflowY: 'hidden' }}>
        <Tabs.List style={{ flexWrap: 'nowrap' }}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab.name} value={tab.name} style={{ whiteSpace: 'nowrap' }}>
              {tab.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </div>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.name} value={tab.name} pt="lg">
          {tab.content()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** A filter that is kept in the URL; empty is absent. */
export function useFilter(name: string): [string, (value: string | null) => void] {
  const [search, setSearch] = useSearchParams();
  const set = (value: string | null) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return [search.get(name) ?? '', set];
}
