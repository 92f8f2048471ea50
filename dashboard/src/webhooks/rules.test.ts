import { expect, it } from 'vitest';
import { ruleOf } from './rules';

it('says of what a webhook is told', () => {
  expect(ruleOf({ kinds: [], severity: 'info', ofTenant: null })).toBe('All events');
  expect(ruleOf({ kinds: ['node.', 'lease.grace'], severity: 'critical', ofTenant: { id: '1', name: 'acme' } })).toBe('Critical ones only, of nodes, lease.grace, of tenant acme');
});
