import { expect, it } from 'vitest';
import { nameOf } from './actors';
import { wordsOf } from './kinds';

it('calls who acted by the name that people know', () => {
  const names = { members: new Map([['1', 'ana@acme.example']]), keys: new Map([['k1', 'ci'], ['k2', '']]) };
  expect(['member:1', 'member:2', 'key:k1', 'key:k2', 'policy:cheap', 'policy:person', 'reconciler', 'later'].map((actor) => nameOf(actor, names))).toEqual([
    'ana@acme.example',
    'somebody else',
    'API key ci',
    'API key k2',
    'policy cheap',
    'the tenant’s approval',
    'Berth',
    'later',
  ]);
  expect(nameOf('member:1', { members: undefined, keys: undefined })).toBe('…');
});

it('says what happened in words, also of what it does not know yet', () => {
  expect(['node.ready', 'member.totp-on', 'node.something-new'].map(wordsOf)).toEqual(['Node ready', 'Authenticator set up', 'Node something new']);
});
