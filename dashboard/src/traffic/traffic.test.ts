import { describe, expect, it } from 'vitest';
import { callsOf, linesOf, OTHERS, rateNow } from './series';
import { spanOf, stepsOf } from './spans';

const series = (id: string, ...points: number[][]) => ({ id, name: id, points });

describe('a span', () => {
  it('ends with the step that is going on', () => {
    const steps = stepsOf(spanOf('15m'), 7_230);
    expect(steps).toHaveLength(15);
    expect([steps[0], steps.at(-1)]).toEqual([6_360, 7_200]);
  });
  it('of a month has a step a day', () => expect(stepsOf(spanOf('30d'), 86_400 * 40 + 5).at(0)).toBe(86_400 * 11));
});

describe('lines', () => {
  it('have a value for each step, 0 where nothing was counted', () =>
    expect(linesOf([series('eth_call', [7200, 5, 100])], [3600, 7200, 10800])).toEqual([{ name: 'eth_call', values: [0, 5, 0] }]));
  it('put what comes after the seventh together, so that nothing is missing', () => {
    const many = Array.from({ length: 10 }, (_, i) => series(`m${i}`, [0, 10 - i, 0]));
    const lines = linesOf(many, [0]);
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toEqual({ name: OTHERS, values: [3 + 2 + 1] });
  });
  it('have one for what the server put together', () => {
    const lines = linesOf([series('a', [0, 3, 0]), series('(other)', [0, 2, 0])], [0]);
    expect(lines.map((line) => line.name)).toEqual(['a', OTHERS]);
  });
});

it('knows calls of one series and of all', () => {
  const all = [series('answered', [0, 3, 0], [60, 4, 0]), series('failed', [60, 1, 0])];
  expect([callsOf(all), callsOf(all, 'failed'), callsOf(all, 'refused')]).toEqual([8, 1, 0]);
});

it('tells the rate of the last minute and of what has passed of this one', () => {
  const traffic = { steps: [], series: [series('answered', [0, 1000, 0], [60, 120, 0], [120, 60, 0])], at: 150 };
  expect(rateNow(traffic)).toBe(2);
});
