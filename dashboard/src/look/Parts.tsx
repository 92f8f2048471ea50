/** Short things beside each other, none of which is broken where the line ends. */
export function Parts({ of, between = ' · ' }: { of: readonly string[]; between?: string }) {
  return of.map((part, i) => (
    <span key={part}>
      <span style={{ whiteSpace: 'nowrap' }}>{part}</span>
      {i < of.length - 1 && between}
    </span>
  ));
}
