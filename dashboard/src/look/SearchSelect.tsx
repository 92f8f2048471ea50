import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export interface Choice {
  value: string;
  label: string;
  group?: string;
}

type Props = Omit<SelectProps, 'data' | 'searchable' | 'searchValue' | 'onSearchChange' | 'filter' | 'onChange' | 'value'> & {
  /** Of the query by which they are found. */
  of: readonly unknown[];
  /** The first of those with this in their name; of all of them when nothing was typed. */
  find: (named: string | undefined) => Promise<Choice[]>;
  value: string | null;
  /** What it is at first, where the page knows. */
  given?: Choice | undefined;
  onChange: (value: string | null) => void;
};

/** One of however many: the server finds them as somebody types. */
export function SearchSelect({ of, find, value, given, onChange, ...props }: Props) {
  const [typed, setTyped] = useState('');
  const [known, setKnown] = useState<Record<string, Choice>>({});
  const [settled] = useDebouncedValue(typed.trim().toLowerCase(), 200);
  const chosen = value === null ? undefined : (known[value] ?? (given?.value === value ? given : { value, label: value }));
  // What is chosen stands in the field as if it had been typed.
  const named = settled === '' || settled === chosen?.label.toLowerCase() ? undefined : settled;
  const found = useQuery({ queryKey: [...of, 'found', named ?? ''], queryFn: () => find(named), staleTime: 30_000, placeholderData: keepPreviousData });
  useEffect(() => setKnown((before) => ({ ...before, ...Object.fromEntries((found.data ?? []).map((one) => [one.value, one])) })), [found.data]);
  const choices = found.data ?? [];
  return (
    <Select
      {...props}
      data={inGroups(!chosen || choices.some((one) => one.value === value) ? choices : [chosen, ...choices])}
      value={value}
      onChange={(next) => onChange(next)}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? 'Looking…' : 'Nothing has this in its name'}
    />
  );
}

type Item = { value: string; label: string };

function inGroups(choices: Choice[]): (Item | { group: string; items: Item[] })[] {
  const groups = [...new Set(choices.map((one) => one.group ?? ''))];
  return groups.flatMap((group): (Item | { group: string; items: Item[] })[] => {
    const items = choices.filter((one) => (one.group ?? '') === group).map(({ value, label }) => ({ value, label }));
    return group === '' ? items : [{ group, items }];
  });
}
