import { describe, expect, it } from 'vitest';
import { paramsWrong } from './calling';
import { snippets } from './snippets';

const URL = 'http://127.0.0.1:8545/berth_live_x';

describe('snippets', () => {
  it('are there for every tool of Ethereum, each with the URL', () => {
    const all = snippets(URL, [{ method: 'eth_blockNumber' }]);
    expect(all.map((one) => one.tool)).toEqual(['curl', 'cast', 'viem', 'ethers', 'web3.py', 'web3j', 'Go']);
    for (const one of all) expect(one.text).toContain(URL);
  });
  it('ask a chain of another kind for what it knows', () => {
    const [curl] = snippets(URL, [{ method: 'getblockcount' }]);
    expect(curl?.text).toContain('"method":"getblockcount"');
  });
});

describe('parameters of a call', () => {
  it('are a JSON list', () => {
    expect(paramsWrong('[1, "latest"]')).toBeNull();
    expect(paramsWrong('7')).toBe('A list is wanted: [ … ]');
    expect(paramsWrong('[')).not.toBeNull();
  });
});
