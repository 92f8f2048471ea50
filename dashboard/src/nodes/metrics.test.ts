import { expect, it } from 'vitest';
import { daysLeft, drawnOf } from './samples';
import { staysOf } from './timeline';

const sample = (at: string, head: number | null) => ({ at, cpuCores: null, memoryBytes: null, diskBytes: null, head, peers: null });

it('draws no line over steps that were left out', () => {
  const samples = [sample('1970-01-01T00:01:00Z', 1), sample('1970-01-01T00:02:00Z', null), sample('1970-01-01T00:05:00Z', 4)];
  expect(drawnOf({ samples, step: 60 }, (one) => one.head)).toEqual({ times: [60, 120, 180, 300], values: [1, null, null, 4] });
});

it('tells days left by what one reads', () => expect([0.42, 1, 12.4, 400].map(daysLeft)).toEqual(['0.4 days', 'a day', '12 days', 'more than a year']));

it('cuts the states to what is looked at, and joins what says the same', () => {
  const event = (kind: string, second: number) => ({ kind, at: new Date(second * 1000).toISOString(), reason: kind });
  const events = [event('node.stopping', 51), event('node.stopped-wanted', 50), event('node.changed', 45), event('node.ready', 20), event('node.requested', 10)];
  expect(staysOf(events, 15_000, 60_000).map(({ state, from, to }) => [state, from, to])).toEqual([
    ['Coming up', 15_000, 20_000],
    ['Ready', 20_000, 50_000],
    ['Stopped', 50_000, 60_000],
  ]);
  expect(staysOf(events, 55_000, 60_000)).toHaveLength(1);
});
