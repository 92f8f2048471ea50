import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { Loaded, Panel } from '../look/Page';
import { local } from '../look/moments';
import { span } from '../look/quantities';
import { type Stay, staysOf } from './timeline';

/** In which states a node has been, by its events. */
export function StateTimeline({ node, seconds }: { node: string; seconds: number }) {
  const events = useQuery({
    queryKey: ['events', 'states', node],
    queryFn: () => answer(api.GET('/api/v1/events', { params: { query: { subject: node, kind: 'node.', limit: 500 } } })).then((page) => page.items),
    refetchInterval: 10_000,
  });
  return (
    <Panel title="States">
      <Loaded query={events} height={78}>
        {(found) => <Bar stays={staysOf(found, Date.now() - seconds * 1000, Date.now())} from={Date.now() - seconds * 1000} to={Date.now()} />}
      </Loaded>
    </Panel>
  );
}

function Bar({ stays, from, to }: { stays: Stay[]; from: number; to: number }) {
  const share = (stay: Stay) => (100 * (stay.to - stay.from)) / (to - from);
  const first = stays[0];
  const before = first ? (100 * (first.from - from)) / (to - from) : 100;
  const sums = new Map<string, { tone: string; ms: number }>();
  for (const stay of stays) sums.set(stay.state, { tone: stay.tone, ms: (sums.get(stay.state)?.ms ?? 0) + stay.to - stay.from });
  if (!first) {
    return (
      <Text size="sm" c="dimmed">
        Nothing is known of this time.
      </Text>
    );
  }
  return (
    <>
      <ol className="timeline" aria-label="States">
        {before > 0 && <li style={{ width: `${before}%` }} aria-label="not there yet" />}
        {stays.map((stay) => {
          const words = `${stay.state} for ${span((stay.to - stay.from) / 1000)}, since ${local(new Date(stay.from).toISOString())}${stay.reason ? `: ${stay.reason}` : ''}`;
          return <li key={stay.from} data-tone={stay.tone} style={{ width: `${share(stay)}%` }} title={words} aria-label={words} />;
        })}
      </ol>
      <div className="timeline-ends numbers" aria-hidden>
        <span>{local(new Date(from).toISOString())}</span>
        <span>now</span>
      </div>
      <div className="timeline-words">
        {[...sums].map(([state, { tone, ms }]) => (
          <span key={state}>
            <span className="dot" data-tone={tone} /> {state} <span className="quiet numbers">{span(ms / 1000)}</span>
          </span>
        ))}
      </div>
    </>
  );
}
