/** What events are about, as a filter of their kinds. */
export const SUBJECTS = [
  { value: 'node.', label: 'Nodes' },
  { value: 'unit.', label: 'Units' },
  { value: 'pool.', label: 'Pools' },
  { value: 'endpoint.', label: 'Endpoints' },
  { value: 'endpoint-key.', label: 'Endpoint keys' },
  { value: 'request.', label: 'Requests' },
  { value: 'lease.', label: 'Leases' },
  { value: 'host.', label: 'Hosts' },
  { value: 'proxy.', label: 'Proxies' },
  { value: 'webhook.', label: 'Webhooks' },
  { value: 'member.', label: 'Members' },
  { value: 'api-key.', label: 'API keys' },
  { value: 'tenant.', label: 'Tenants' },
  { value: 'prices.', label: 'Prices' },
];

const PLACES: Record<string, string> = { node: '/nodes', endpoint: '/endpoints' };
const OPERATORS: Record<string, string> = { ...PLACES, webhook: '/webhooks', host: '/hosts', pool: '/pools', tenant: '/tenants' };

/** Where what an event is about is shown, if it has a page. */
export function placeOf(event: { kind: string; subjectKind: string; subjectId: string }, operator: boolean): string | null {
  const place = (operator ? OPERATORS : PLACES)[event.subjectKind];
  return place && !event.kind.endsWith('.deleted') ? `${place}/${event.subjectId}` : null;
}

/** What reads better than its kind. */
const WORDS: Record<string, string> = {
  'api-key.created': 'API key created',
  'api-key.revoked': 'API key revoked',
  'host.orphan': 'Unknown unit on a host',
  'host.orphan-stopped': 'Unknown unit stopped',
  'host.start-wanted': 'Host’s units are to start',
  'host.stop-wanted': 'Host’s units are to stop',
  'member.recovery-code-used': 'Recovery code used',
  'member.session-ended': 'Session ended',
  'member.sign-in-failed': 'Sign-in failed',
  'member.sign-in-link': 'Sign-in link made',
  'member.totp-off': 'Authenticator turned off',
  'member.totp-on': 'Authenticator set up',
  'node.decision-needed': 'Node needs a decision',
  'node.deleted-wanted': 'Node is to be deleted',
  'node.disk-pressure': 'Node’s disk gets full',
  'node.disk-relieved': 'Node’s disk has room again',
  'node.restart-wanted': 'Node is to restart',
  'node.running-wanted': 'Node is to run',
  'node.size-advised': 'Another size is advised',
  'node.stopped-wanted': 'Node is to stop',
  'pool.restart-wanted': 'Pool is to restart',
  'pool.short': 'Pool is short of members',
  'tenant.credited': 'Payment written down',
  'tenant.funds-low': 'Funds get low',
  'tenant.paid-out': 'Payout written down',
  'unit.stopped-unclean': 'Unit was killed',
};

/** node.step-failed: Node step failed. */
export function wordsOf(kind: string): string {
  const known = WORDS[kind];
  if (known !== undefined) return known;
  const words = kind.replaceAll('.', ' ').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
