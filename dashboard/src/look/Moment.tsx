import { useEffect, useState } from 'react';
import { local, relative, utc } from './moments';

/** A time: how long ago, or in the reader's own time; UTC on hover. */
export function Moment({ at, exact = false }: { at: string | null | undefined; exact?: boolean }) {
  const now = useMinute(!exact && !!at);
  if (!at) return <span className="quiet">–</span>;
  return (
    <time dateTime={at} title={exact ? utc(at) : `${local(at)} · ${utc(at)}`} className="numbers" style={{ whiteSpace: 'nowrap' }}>
      {exact ? local(at) : relative(at, now)}
    </time>
  );
}

/** The time, told anew twice a minute. */
function useMinute(wanted: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!wanted) return;
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, [wanted]);
  return Math.max(now, Date.now());
}
