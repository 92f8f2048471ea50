import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useFilter } from './Tabs';

/** A filter by a part of a name, kept in the URL as `named`. */
export function NamedFilter({ of }: { of: string }) {
  const [named, setNamed] = useFilter('named');
  const [typed, setTyped] = useState(named);
  const told = useRef(named);
  const tell = useDebouncedCallback((text: string) => {
    told.current = text.trim().toLowerCase();
    setNamed(told.current || null);
  }, 250);
  useEffect(() => {
    if (named === told.current) return;
    told.current = named;
    setTyped(named); // somebody went back, or to the list without a filter
  }, [named]);
  return (
    <TextInput
      aria-label={`Only ${of} with this in their name`}
      placeholder="Filter by name…"
      leftSection={<IconSearch size={15} />}
      value={typed}
      maxLength={63}
      onChange={(event) => (setTyped(event.currentTarget.value), tell(event.currentTarget.value))}
      w={200}
    />
  );
}

/** The order of a list, kept in the URL as `sort`; the usual one, which is the first of the orders, unless somebody chose. */
export function useSort<Order extends string>(orders: readonly [Order, ...Order[]]): { by: Order; choose: (by: string) => void } {
  const [wanted, setSort] = useFilter('sort');
  const by = orders.find((one) => one === wanted) ?? orders[0];
  return { by, choose: (next) => setSort(next === orders[0] ? null : next) };
}

/** Of what has a name and was made at some time; the newest first. */
export const BY_NAME_OR_AGE = ['-created', 'created', 'name', '-name'] as const;
