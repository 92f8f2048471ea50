import { expect, it } from 'vitest';
import { sum } from '../look/money';
import { sumsBy } from './sums';

const line = (sku: string, cost: string) => ({ sku, cost, quantity: '10', currency: 'EUR', answered: 1 }) as Parameters<typeof sumsBy>[0][number];

it('adds up to the whole, to the last digit', () => {
  const lines = [line('a', '0.1'), line('b', '0.000000002'), line('a', '0.2')];
  const sums = sumsBy(lines, (one) => one.sku ?? '');
  expect(sums.map((one) => [one.name, one.cost])).toEqual([
    ['a', '0.3'],
    ['b', '0.000000002'],
  ]);
  expect(sum(sums.map((one) => one.cost))).toBe('0.300000002');
});
