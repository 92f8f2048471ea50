/** Berth's mark. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="7" fill="var(--mantine-color-harbour-7)" />
      <path
        d="M9 7v18M9 16h7.5a4.5 4.5 0 0 0 0-9H9M16 16h2a4.5 4.5 0 0 1 0 9H9"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
