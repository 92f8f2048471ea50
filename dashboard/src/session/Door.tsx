import { Center, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Mark } from '../app/Mark';

/** The frame of the pages before one is signed in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Berth`;
  }, [title]);
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w="100%" maw={400} gap="lg">
        <Group gap={10}>
          <Mark size={30} />
          <Text fw={650} size="lg">
            Berth
          </Text>
        </Group>
        <section className="panel">
          <Stack className="panel-body" gap="md" p={24}>
            <Title order={1}>{title}</Title>
            {children}
          </Stack>
        </section>
      </Stack>
    </Center>
  );
}
