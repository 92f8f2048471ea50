export interface Share {
  name: string;
  nodes: number;
  percent: number;
}

/** How often each comes, the most frequent first. */
export function sharesOf(names: readonly string[]): Share[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, nodes]) => ({ name, nodes, percent: (100 * nodes) / names.length }))
    .sort((a, b) => b.nodes - a.nodes || a.name.localeCompare(b.name));
}
