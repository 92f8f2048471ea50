import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';

export { notifications } from '@mantine/notifications';

/** Where what is told appears. */
export default function Notices() {
  return <Notifications position="bottom-right" />;
}
