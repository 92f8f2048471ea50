import { useEffect, useRef } from 'react';
import { EventText } from './eventtext';

const PAUSES = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * Follows a stream of server-sent events while the component lives and its page is seen: browsers allow six connections to
 * a host without HTTP/2, and tabs that nobody looks at would hold them.
 */
export function useEvents(url: string | null, take: (kind: string, data: unknown) => void) {
  const taker = useRef(take);
  useEffect(() => {
    taker.current = take;
  });
  useEffect(() => {
    if (url === null) return;
    let ends: AbortController | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let last = '';
    const connect = async () => {
      const mine = new AbortController();
      ends = mine;
      try {
        const headers: Record<string, string> = { Accept: 'text/event-stream' };
        if (last) headers['Last-Event-ID'] = last;
        const response = await fetch(url, { headers, signal: mine.signal });
        if (!response.ok || !response.body) {
          if (response.status < 500) return; // it will say the same again
          throw new Error(`HTTP ${response.status}`);
        }
        failures = 0;
        const text = new EventText();
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          for (const event of text.take(value)) {
            if (event.id) last = event.id;
            taker.current(event.kind, JSON.parse(event.data));
          }
        }
      } catch {
        // Aborted, or the control plane is away: the next connection tells.
      }
      if (!mine.signal.aborted) timer = setTimeout(() => void connect(), PAUSES[Math.min(failures++, PAUSES.length - 1)]);
    };
    const stop = () => {
      clearTimeout(timer);
      ends?.abort();
      ends = null;
    };
    const seen = () => {
      if (document.hidden) stop();
      else if (!ends) void connect();
    };
    document.addEventListener('visibilitychange', seen);
    seen();
    return () => {
      document.removeEventListener('visibilitychange', seen);
      stop();
    };
  }, [url]);
}
