import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useFilter } from './Tabs';

/** A filter by a part of a name, kept in the URL as `named`. */
export function NamedFilter({ of }: { of: string }) {
  const [named, setNamed] = useFilter('named');
  const [typed, setTyped] = useState(named);
  const tell = useDebouncedCallback((text: string) => setNamed(text.trim().toLowerCase() || null), 250);
  return (
    <TextInput
      aria-label={`Only ${of} with this in their name`}
      placeholder="In the name…"
      leftSection={<IconSearch size={15} />}
      value={typed}
      maxLength={63}
      onChange={(event) => (setTyped(event.currentTarget.value), tell(event.currentTarget.value))}
      w={200}
    />
  );
}

/** The order of a list, kept in the URL as `sort`; the newest first unless somebody chose. */
export function useSort(): { by: Order; choose: (by: string) => void } {
  const [wanted, setSort] = useFilter('sort');
  const by: Order = SORTS.find((one) => one === wanted) ?? '-created';
  return { by, choose: (next) => setSort(next === '-created' ? null : next) };
}

const SORTS = ['name', '-name', 'created', '-created'] as const;

type Order = (typeof SORTS)[number];
