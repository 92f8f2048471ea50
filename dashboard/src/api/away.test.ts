import { expect, it } from 'vitest';
import { noteAnswer } from './away';
import { Problem } from './problem';

const problem = (status: number) => new Problem('about:blank', 'Something', status, '', '', []);

it('knows when the API comes back, once', () => {
  expect(noteAnswer(null, 1_000)).toBe(false);
  expect(noteAnswer(problem(0), 2_000)).toBe(false);
  expect(noteAnswer(problem(503), 3_000)).toBe(false);
  expect(noteAnswer(problem(404), 4_000)).toBe(true);
  expect(noteAnswer(null, 5_000)).toBe(false);
});
