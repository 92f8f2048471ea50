import { Text } from '@mantine/core';

/** Where an operator finds no key: they see that there are some, and act as a member by a link that is an event of the tenant's. */
export function MembersOnly({ tenant }: { tenant: string }) {
  return (
    <Text size="sm" c="dimmed">
      Only members of {tenant} can read its keys and call with them; operators cannot. <span className="mono">berth dashboard --member ID</span> makes a link that signs a member in,{' '}
      <span className="mono">berth dashboard --as tenant</span> one for the demo’s owner.
    </Text>
  );
}
