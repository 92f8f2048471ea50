import { describe, expect, it } from 'vitest';
import { glance, money, times } from './money';
import { lastMonths, relative, utc } from './moments';
import { bytes, compact, cores, percent, perSecond, span, took } from './quantities';
import { isMoving, toneOf } from './states';

describe('quantities', () => {
  it('are told in binary units with three digits', () => {
    expect(bytes(536870912)).toBe('512 MiB');
    expect(bytes(1649267441664)).toBe('1.5 TiB');
    expect(bytes(0)).toBe('0 B');
  });
  it('tell parts of a core', () => {
    expect(cores(250)).toBe('0.25 cores');
    expect(cores(1000)).toBe('1 core');
  });
  it('stay exact until they are long', () => {
    expect(compact(9999)).toBe('9,999');
    expect(compact(1234567)).toBe('1.23M');
  });
  it('know no share of nothing', () => {
    expect(percent(0, 0)).toBe('0 %');
    expect(percent(0, 13)).toBe('0 %');
    expect(percent(1, 3)).toBe('33 %');
    expect(percent(1, 5000)).toBe('0.02 %');
  });
  it('tell a rate', () => expect(perSecond(0.25)).toBe('0.25 /s'));
  it('tell what took a moment in tenths of a second', () => expect([40, 2_340, 61_000].map(took)).toEqual(['< 0.1 s', '2.3 s', '1 min 1 s']));
  it('tell the two largest parts of a span', () => {
    expect(span(90061)).toBe('1 d 1 h');
    expect(span(86400 + 59)).toBe('1 d');
    expect(span(0)).toBe('0 s');
  });
});

describe('money', () => {
  it('is multiplied without losing a digit', () => {
    expect(times('0.01', 730)).toBe('7.30');
  });
  it('is written with at least two decimals, and all that say something', () => {
    expect(money('1234567.5', 'EUR')).toBe('EUR 1,234,567.50');
    expect(money('0.000021000', 'EUR')).toBe('EUR 0.000021');
    expect(money('7', 'EUR')).toBe('EUR 7.00');
  });
  it('is cut to what one reads at a glance', () => expect(['12.3456', '0.000045678', '0.5', '1700', '0'].map((amount) => glance(amount, 'EUR'))).toEqual(['EUR 12.34', '< EUR 0.01', 'EUR 0.50', 'EUR 1,700.00', 'EUR 0.00']));
  it('refuses what is no amount', () => expect(() => times('1e3', 2)).toThrow('expected'));
});

describe('moments', () => {
  const now = Date.parse('2026-11-23T08:00:00Z');
  it('are told from now', () => {
    expect(relative('2026-11-23T07:57:00Z', now)).toContain('3');
    expect(relative('2026-11-23T08:00:02Z', now)).toBe('just now');
  });
  it('have their UTC', () => expect(utc('2026-11-23T07:57:00.123Z')).toBe('2026-11-23 07:57:00 UTC'));
  it('count months back over a new year', () => expect(lastMonths(new Date('2026-01-31T23:00:00Z'), 3)).toEqual(['2026-01', '2025-12', '2025-11']));
});

describe('states', () => {
  it('have one tone each, and what is unknown none', () => {
    expect(toneOf('READY')).toBe('ok');
    expect(toneOf('SOMETHING')).toBe('idle');
    expect(isMoving('SYNCING')).toBe(true);
  });
});
