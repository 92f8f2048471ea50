import {
  IconActivity,
  IconBoxMultiple,
  IconBuilding,
  IconChartBar,
  IconCoins,
  IconCube,
  IconGauge,
  IconLayoutDashboard,
  IconPlugConnected,
  IconReceipt,
  IconHeartbeat,
  IconScale,
  IconServer,
  IconStack2,
  IconTemplate,
  IconUsers,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';
import type { Me } from '../session/me';

export interface Place {
  to: string;
  label: string;
  icon: Icon;
}

const YOURS: Place[] = [
  { to: '/', label: 'Overview', icon: IconLayoutDashboard },
  { to: '/nodes', label: 'Nodes', icon: IconCube },
  { to: '/endpoints', label: 'Endpoints', icon: IconPlugConnected },
  { to: '/usage', label: 'Usage', icon: IconChartBar },
  { to: '/leases', label: 'Leases', icon: IconReceipt },
];

const ORGANISATION: Place[] = [
  { to: '/team', label: 'Team', icon: IconUsers },
  { to: '/events', label: 'Events', icon: IconActivity },
  { to: '/templates', label: 'Templates', icon: IconTemplate },
  { to: '/prices', label: 'Prices', icon: IconCoins },
];

const FLEET: Place[] = [
  { to: '/hosts', label: 'Hosts', icon: IconServer },
  { to: '/pools', label: 'Pools', icon: IconStack2 },
  { to: '/spread', label: 'Spread', icon: IconScale },
];

const WEBHOOKS: Place = { to: '/webhooks', label: 'Webhooks', icon: IconWebhook };

const BUSINESS: Place[] = [
  { to: '/platform', label: 'Health', icon: IconHeartbeat },
  { to: '/approvals', label: 'Approvals', icon: IconGauge },
  { to: '/tenants', label: 'Tenants', icon: IconBuilding },
  { to: '/team', label: 'People and keys', icon: IconUsers },
  { to: '/templates', label: 'Templates', icon: IconBoxMultiple },
  { to: '/prices', label: 'Prices', icon: IconCoins },
  { to: '/events', label: 'Events', icon: IconActivity },
  WEBHOOKS,
];

/** Where one can go, by who one is. */
export function placesOf(role: Me['role']): { label: string; places: Place[] }[] {
  return role === 'operator'
    ? [
        { label: 'Running', places: YOURS },
        { label: 'Fleet', places: FLEET },
        { label: 'Platform', places: BUSINESS },
      ]
    : [
        { label: 'Running', places: YOURS },
        { label: 'Organisation', places: role === 'owner' ? [...ORGANISATION, WEBHOOKS] : ORGANISATION },
      ];
}
