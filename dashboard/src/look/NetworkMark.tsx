/** The mark of a chain, by what its network's name begins with; others get their first letter. */
export function NetworkMark({ network, size = 28 }: { network: string; size?: number }) {
  const mark = MARKS.find((one) => network.startsWith(one.begins));
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden style={{ flex: 'none' }}>
      <circle cx="16" cy="16" r="16" fill={mark?.ground ?? '#5b6473'} />
      {mark ? (
        mark.shape
      ) : (
        <text x="16" y="21.5" textAnchor="middle" fontSize="15" fontWeight="650" fill="#fff">
          {network.charAt(0).toUpperCase()}
        </text>
      )}
    </svg>
  );
}

const MARKS = [
  {
    begins: 'ethereum',
    ground: '#627eea',
    shape: (
      <g fill="#fff">
        <path d="M16 4v8.9l7.5 3.3z" opacity=".6" />
        <path d="M16 4 8.5 16.2l7.5-3.3z" />
        <path d="M16 21.9v6.1l7.5-10.4z" opacity=".6" />
        <path d="M16 28v-6.1l-7.5-4.3z" />
        <path d="m16 20.5 7.5-4.3-7.5-3.3z" opacity=".2" />
        <path d="m8.5 16.2 7.5 4.3v-7.6z" opacity=".6" />
      </g>
    ),
  },
  {
    begins: 'litecoin',
    ground: '#345d9d',
    shape: <path d="m10.4 19.2-1.2.5.6-2.3 1.3-.5L13 8h5.2l-1.4 6.5 1.3-.5-.6 2.3-1.3.5-.8 3.2h7.4L21.9 24H9.3z" fill="#fff" />,
  },
  {
    begins: 'bitcoin',
    ground: '#f7931a',
    shape: (
      <path
        d="M13 8v16M17 6v3m0 14v3m-3-20v3m0 14v3M11 9h7a3.4 3.4 0 0 1 0 7h-5 6a3.5 3.5 0 0 1 0 7h-8"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
      />
    ),
  },
  {
    begins: 'anvil',
    ground: '#2c333e',
    shape: <path d="M7 11h18v3.5c-4 0-6 1.2-6.5 3.5l.5 2.5 3 1V24H10v-2.5l3-1 .5-2.5C11 16.5 8 15 7 11z" fill="#fff" />,
  },
];
