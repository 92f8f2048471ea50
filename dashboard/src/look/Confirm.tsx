import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';

interface Props {
  title: string;
  children: ReactNode;
  action: string;
  /** What has to be typed before it can be done. */
  name?: string;
  isBusy: boolean;
  close: () => void;
  confirm: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, children, action, name, isBusy, close, confirm }: Props) {
  const [typed, setTyped] = useState('');
  const meant = name === undefined || typed === name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (meant) confirm();
  };
  return (
    <Modal opened onClose={close} title={title}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" component="div">
            {children}
          </Text>
          {name !== undefined && (
            <TextInput
              label={
                <>
                  Type <strong>{name}</strong> to go on
                </>
              }
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              data-autofocus
              autoComplete="off"
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color="#b3261e" disabled={!meant} loading={isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
