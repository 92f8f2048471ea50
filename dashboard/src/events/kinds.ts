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
  { value: 'member.', label: 'Members' },
  { value: 'api-key.', label: 'API keys' },
  { value: 'tenant.', label: 'Tenants' },
  { value: 'prices.', label: 'Prices' },
];

/** node.step-failed: Node step failed. */
export function wordsOf(kind: string): string {
  const words = kind.replaceAll('.', ' ').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
