import { expect, test } from 'vitest';
import { isRequestId, latencyLines, millis } from './insight';

test('a step without calls is a gap', () => {
  const point = { calls: 3, p50Millis: 0.5, p90Millis: 1, p99Millis: 8 };
  const found = { from: '', to: '', step: 'minute' as const, whole: point, points: [{ at: '1970-01-01T00:01:00Z', ...point }] };
  expect(latencyLines(found, [0, 60, 120])).toEqual([
    { name: 'p50', values: [null, 0.5, null] },
    { name: 'p99', values: [null, 8, null] },
  ]);
});

test('times have three digits and a unit', () => {
  expect([0.1284, 12.34, 999.4, 4250, null].map(millis)).toEqual(['0.128 ms', '12.3 ms', '999 ms', '4.25 s', '–']);
});

test('a request id is sixteen hexadecimal digits', () => {
  expect(isRequestId('0123456789abcdef')).toBe(true);
  expect(isRequestId('0123456789abcdeg')).toBe(false);
  expect(isRequestId('')).toBe(false);
});
