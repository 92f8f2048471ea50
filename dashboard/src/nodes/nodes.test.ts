import { describe, expect, it } from 'vitest';
import { Lines } from './logs';
import { chosen, labelOf, parametersOf, wrongWith } from './parameters';

const PARAMETERS = parametersOf({
  chainId: { type: 'integer', description: 'The chain id.', min: 1, max: 10, default: 7, immutable: true },
  hardfork: { type: 'enum', values: ['cancun', 'prague'], default: null },
  traces: { type: 'boolean', default: false },
  checkpointUrl: { type: 'string', pattern: '^https://', maxLength: 20, default: null },
});
const [chainId, hardfork, traces, checkpointUrl] = PARAMETERS;

describe('parameters', () => {
  it('are held against what the template says', () => {
    expect(wrongWith(chainId!, '11')).toBe('At most 10 is possible.');
    expect(wrongWith(chainId!, '0')).toBe('At least 1 is wanted.');
    expect(wrongWith(chainId!, '1.5')).toBe('A whole number is wanted.');
    expect(wrongWith(hardfork!, 'london')).toContain('cancun, prague');
    expect(wrongWith(checkpointUrl!, 'http://x')).toContain('^https://');
    expect(wrongWith(checkpointUrl!, 'https://x')).toBeNull();
  });
  it('that nobody chose are left to the template', () => {
    expect(chosen(PARAMETERS, {})).toEqual({});
    expect(wrongWith(chainId!, '')).toBeNull();
  });
  it('have the type that the template wants', () => {
    expect(chosen(PARAMETERS, { chainId: '9', traces: true, hardfork: 'prague', checkpointUrl: '' })).toEqual({ chainId: 9, traces: true, hardfork: 'prague' });
    expect(traces!.type).toBe('boolean');
  });
  it('are named for people', () => {
    expect(labelOf('chainId')).toBe('Chain id');
    expect(labelOf('checkpointUrl')).toBe('Checkpoint URL');
  });
});

describe('log lines', () => {
  it('are put together from pieces, without colours', () => {
    const lines = new Lines();
    expect(lines.take('one\ntw')).toEqual(['one']);
    expect(lines.take('o\r\n\u001b[32mthree\u001b[0m\n')).toEqual(['two', 'three']);
  });
});
