import { expect, it } from 'vitest';
import type { Api } from '../api/client';
import { daysOf } from './days';

const SPEND = {
  month: '2026-02',
  by: 'day',
  totals: [],
  next: null,
  items: [
    { kind: 'calls', id: '2026-02-03', name: '2026-02-03', currency: 'EUR', calls: 1, quantity: 70, unit: 'CU', amount: '0.5' },
    { kind: 'calls', id: '2026-02-03', name: '2026-02-03', currency: 'USD', calls: 1, quantity: 30, unit: 'CU', amount: '9' },
    { kind: 'node', id: '2026-02-28', name: '2026-02-28', currency: 'EUR', calls: 1, quantity: 3600, unit: 'second', amount: '1.25' },
  ],
} as Api['Spend'];

it('has each day of the month, and only what there was', () => {
  const { times, lines } = daysOf(SPEND, 'EUR', false);
  expect(times).toHaveLength(28);
  expect(lines.map((line) => [line.name, line.values[2], line.values[27]])).toEqual([
    ['Calls', 0.5, 0],
    ['Node hours', 0, 1.25],
  ]);
});

it('adds compute units whatever they cost in', () => expect(daysOf(SPEND, 'EUR', true).lines).toMatchObject([{ name: 'Calls', values: { 2: 100 } }]));
