export interface Names {
  members: ReadonlyMap<string, string> | undefined;
  keys: ReadonlyMap<string, string> | undefined;
}

/** The parts of Berth that act by themselves, and what decides without a person. */
const PARTS: Record<string, string> = {
  reconciler: 'Berth',
  drains: 'Berth, for a drain',
  pools: 'Berth, for a pool',
  leases: 'Berth, for a lease',
  disks: 'Berth, for a disk',
  webhooks: 'Berth, for a webhook',
  'usage-intake': 'Berth, counting usage',
  'revoked-keys': 'Berth, for revoked keys',
  'host-link': 'the host’s agent',
  enrolment: 'the host’s agent',
  'sign-in': 'signing in',
  'policy:automatic': 'approved by itself',
  'policy:person': 'the tenant’s approval',
  'policy:expiry': 'the request’s expiry',
  'policy:terms': 'the request’s terms',
};

/** member:019…: ana@acme.example. Who cannot be named is told by what they are. */
export function nameOf(actor: string, { members, keys }: Names): string {
  const part = PARTS[actor];
  if (part !== undefined) return part;
  const colon = actor.indexOf(':');
  const id = actor.slice(colon + 1);
  switch (actor.slice(0, Math.max(0, colon))) {
    case 'member':
      return members?.get(id) ?? (members ? 'somebody else' : '…');
    case 'key':
      return `API key ${keys?.get(id) || id}`;
    case 'policy':
      return `policy ${id}`;
    default:
      return actor;
  }
}
