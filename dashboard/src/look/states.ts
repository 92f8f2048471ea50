/** How a state feels; each has one colour everywhere, see look.css. */
export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'idle';

const TONES: Record<string, Tone> = {
  // nodes
  READY: 'ok',
  REQUESTED: 'busy',
  RESERVED: 'busy',
  CREATING: 'busy',
  STARTING: 'busy',
  SYNCING: 'busy',
  STOPPING: 'busy',
  DELETING: 'busy',
  DEGRADED: 'warn',
  LOST: 'bad',
  FAILED: 'bad',
  STOPPED: 'idle',
  RETAINED: 'warn',
  DELETED: 'idle',
  // keys, hosts, leases
  active: 'ok',
  disabled: 'idle',
  expired: 'idle',
  revoked: 'idle',
  cordoned: 'warn',
  draining: 'busy',
  decommissioned: 'idle',
  notice: 'warn',
  grace: 'bad',
  ended: 'idle',
  heard: 'ok',
  suspect: 'warn',
  lost: 'bad',
  connected: 'ok',
  'cut off': 'bad',
  // requests
  pending: 'warn',
  approved: 'ok',
  matched: 'ok',
  rejected: 'bad',
  unplaceable: 'bad',
  withdrawn: 'idle',
  // operations and their steps
  waiting: 'idle',
  running: 'busy',
  succeeded: 'ok',
  done: 'ok',
  failed: 'bad',
  cancelled: 'idle',
  skipped: 'idle',
  // units
  absent: 'idle',
  created: 'busy',
  exited: 'bad',
  // outcomes of calls
  answered: 'ok',
  refused: 'warn',
  invalid: 'idle',
  // deliveries
  delivered: 'ok',
  'given-up': 'bad',
  // events
  info: 'idle',
  warning: 'warn',
  critical: 'bad',
  // policies
  approve: 'ok',
  ask: 'warn',
  refuse: 'bad',
};

export const toneOf = (state: string): Tone => TONES[state] ?? 'idle';

/** Of nodes, in the order in which lists have them: first what somebody should look at. */
export const NODE_STATES = ['FAILED', 'LOST', 'DEGRADED', 'REQUESTED', 'RESERVED', 'CREATING', 'STARTING', 'SYNCING', 'STOPPING', 'DELETING', 'READY', 'STOPPED', 'RETAINED'] as const;

/** The states of a node in which it is about to be something else. */
export const isMoving = (state: string): boolean => toneOf(state) === 'busy';
