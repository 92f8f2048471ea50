/** Those in which all typed letters come in their order, what begins with them first; all of them when nothing was typed. */
export function ranked<T>(all: readonly T[], typed: string, text: (one: T) => string): T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [...all];
  return all
    .map((one) => ({ one, rank: rank(text(one).toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

function rank(text: string, wanted: string): number {
  const at = text.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return text[at - 1] === ' ' || text[at - 1] === '-' ? 1 : 2;
  let from = 0;
  for (const letter of wanted) {
    const found = text.indexOf(letter, from);
    if (found < 0) return Infinity;
    from = found + 1;
  }
  return 3 + from / 1000;
}
