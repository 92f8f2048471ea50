import { SUBJECTS } from '../events/kinds';
import type { Webhook } from './queries';

/** From which severity on events are told, in words. */
export const SEVERITIES = [
  { value: 'info', label: 'All events' },
  { value: 'warning', label: 'Warnings and worse' },
  { value: 'critical', label: 'Critical ones only' },
];

/** Of what a webhook is told: Critical ones only, of nodes and hosts. */
export function ruleOf(webhook: Pick<Webhook, 'kinds' | 'severity' | 'ofTenant'>): string {
  const severity = SEVERITIES.find((one) => one.value === webhook.severity)?.label ?? webhook.severity;
  const kinds = webhook.kinds.map((kind) => SUBJECTS.find((one) => one.value === kind)?.label.toLowerCase() ?? kind);
  return [severity, kinds.length > 0 && `of ${kinds.join(', ')}`, webhook.ofTenant && `of tenant ${webhook.ofTenant.name}`].filter(Boolean).join(', ');
}
