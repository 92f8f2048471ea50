import encodeQR from 'qr';

/** The room around a code that a camera wants, in squares. */
const QUIET = 4;

/** A text for a camera. It is dark on white in any colour scheme, as cameras expect. */
export default function QrCode({ text, label, size }: { text: string; label: string; size: number }) {
  const rows = encodeQR(text, 'raw', { border: QUIET });
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${rows.length} ${rows.length}`} shapeRendering="crispEdges" style={{ borderRadius: 8, flex: 'none' }}>
      <rect width="100%" height="100%" fill="#fff" />
      <path d={squares} fill="#000" />
    </svg>
  );
}
