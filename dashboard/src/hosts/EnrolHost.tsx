import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { CopyWords } from '../look/Copy';
import { Failure } from '../look/Failure';
import { Moment } from '../look/Moment';

/** A token for one machine, and the line that lets it join. */
export function EnrolHost({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const enrol = useAct<void, Api['HostToken']>({
    perform: () => answer(api.POST('/api/v1/hosts', { body: { name, expiresInSeconds: 3600 } })),
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enrol.mutate();
  };
  return (
    <Modal opened onClose={close} title="Enrol a host" size="lg">
      {enrol.data ? <Joining token={enrol.data} close={close} /> : (
        <form onSubmit={submit}>
          <Stack gap="md">
            {enrol.error && <Failure error={enrol.error} />}
            <TextInput
              label="Name of the host"
              description="Small letters, digits and dashes. A host of this name that joined before is replaced, and keeps its nodes."
              required
              pattern="[a-z0-9][a-z0-9\-]{0,62}"
              value={name}
              data-autofocus
              error={enrol.error?.at('/name')}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={enrol.isPending}>
                Make a token
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Joining({ token, close }: { token: Api['HostToken']; close: () => void }) {
  const line = `umask 077; printf '%s' '${token.token}' > join.token && ./berth agent --join @join.token --control-plane ${window.location.hostname}:8443`;
  return (
    <Stack gap="md">
      <Text size="sm">
        Run this on the machine, in a copy of Berth with a JDK 25. It is good for one machine, until <Moment at={token.expiresAt} exact />.
      </Text>
      <pre className="code wraps" tabIndex={0}>
        {line}
      </pre>
      <Alert variant="light" color="blue">
        <Text size="sm">
          The address is that of the control plane’s port for agents (<span className="mono">BERTH_AGENT_LISTEN</span>): change it where yours is another. The token is not shown again.
        </Text>
      </Alert>
      <Group justify="flex-end" gap="xs">
        <CopyWords text={line} label="Copy the line" size="sm" />
        <Button onClick={close}>Done</Button>
      </Group>
    </Stack>
  );
}
