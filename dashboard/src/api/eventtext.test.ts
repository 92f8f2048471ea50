import { expect, it } from 'vitest';
import { EventText } from './eventtext';

it('reads events out of pieces, and passes comments over', () => {
  const text = new EventText();
  expect(text.take(': hello\n\nid: 7\nevent: node.ready\nda')).toEqual([]);
  expect(text.take('ta: {"a":1}\n\n')).toEqual([{ id: '7', kind: 'node.ready', data: '{"a":1}' }]);
});
