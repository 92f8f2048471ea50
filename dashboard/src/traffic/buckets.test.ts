import { expect, it } from 'vitest';
import { linesOf, OTHERS, stepsBetween } from './buckets';

it('has a value for each step, 0 where nothing was counted', () => {
  const steps = stepsBetween(3700, 10900, 3600);
  expect(steps).toEqual([3600, 7200, 10800]);
  expect(linesOf([{ at: 7200, name: 'eth_call', items: 5 }], steps)).toEqual([{ name: 'eth_call', values: [0, 5, 0] }]);
});

it('puts what comes after the seventh together, so that nothing is missing', () => {
  const counted = Array.from({ length: 10 }, (_, i) => ({ at: 0, name: `m${i}`, items: 10 - i }));
  const lines = linesOf(counted, [0]);
  expect(lines).toHaveLength(8);
  expect(lines.at(-1)).toEqual({ name: OTHERS, values: [3 + 2 + 1] });
});
