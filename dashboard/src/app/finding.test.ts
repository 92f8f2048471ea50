import { expect, it } from 'vitest';
import { ranked } from './finding';

it('puts what begins with the letters before what has them somewhere', () => {
  expect(ranked(['my-anvil', 'anvil', 'a n v x', 'other'], 'anv', (one) => one)).toEqual(['anvil', 'my-anvil', 'a n v x']);
});
