import type { NotificationData } from '@mantine/notifications';
import { useSyncExternalStore } from 'react';

let isNeeded = false;
const watchers = new Set<() => void>();

export const loadNotices = () => import('./Notices');

/** Says something in a corner of the page. What shows it comes with the first thing that is said. */
export function tell(note: NotificationData): void {
  isNeeded = true;
  for (const watcher of watchers) watcher();
  void loadNotices().then(({ notifications }) => notifications.show(note));
}

/** Whether something was told. */
export function useWasTold(): boolean {
  return useSyncExternalStore(watch, () => isNeeded);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
