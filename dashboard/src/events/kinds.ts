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

/** node.step-failed: Node step failed. */
export function wordsOf(kind: string): string {
  const words = kind.replaceAll('.', ' ').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
