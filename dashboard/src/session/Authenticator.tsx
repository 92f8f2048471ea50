import { Alert, Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Copy, CopyWords } from '../look/Copy';
import { Failure } from '../look/Failure';
import { Panel } from '../look/Page';
import { State } from '../look/State';
import type { Me } from './me';
import { ME } from './Session';

const QrCode = lazy(() => import('./QrCode'));
const QR_SIZE = 192;

/** The second thing that signing in asks for: set up, confirmed, turned off. */
export function Authenticator({ me }: { me: Me }) {
  const cache = useQueryClient();
  const [code, setCode] = useState('');
  const offer = useAct<void, Api['TotpOffer']>({ perform: () => answer(api.POST('/api/v1/me/totp')) });
  const confirm = useAct<void, Api['RecoveryCodes']>({
    perform: () => answer(api.POST('/api/v1/me/totp/confirm', { body: { code } })),
    changes: [ME],
    then: () => {
      offer.reset();
      setCode('');
    },
    quiet: true,
  });
  const remove = useAct<void, Me>({
    perform: () => answer(api.DELETE('/api/v1/me/totp', { body: { code } })),
    said: 'Codes are asked for no more.',
    then: (me) => {
      cache.setQueryData(ME, me);
      confirm.reset();
      setCode('');
    },
    quiet: true,
  });
  const field = (
    <TextInput label="The six digits that it shows" inputMode="numeric" autoComplete="one-time-code" required withAsterisk={false} maxLength={40} w={220} value={code} onChange={(event) => setCode(event.currentTarget.value)} />
  );
  const doing = (act: typeof confirm | typeof remove) => (event: FormEvent) => {
    event.preventDefault();
    act.mutate();
  };
  return (
    <Panel title="Authenticator" actions={<State of={me.totp ? 'on' : 'off'} tone={me.totp ? 'ok' : 'idle'} />}>
      <Stack gap="md">
        {confirm.data && (
          <Alert color="blue" variant="light" title="Keep these recovery codes where you will find them">
            <Text size="sm" mb={8}>
              Each stands in for the authenticator once. They are not shown again.
            </Text>
            <pre className="code">{confirm.data.recoveryCodes.join('\n')}</pre>
            <Group mt="sm">
              <CopyWords text={confirm.data.recoveryCodes.join('\n')} label="Copy the codes" />
            </Group>
          </Alert>
        )}
        {me.totp ? (
          <form onSubmit={doing(remove)}>
            <Stack gap="md">
              <Text size="sm">Signing in asks for a code of your authenticator.</Text>
              {remove.error && <Failure error={remove.error} />}
              <Group align="flex-end" gap="sm">
                {field}
                <Button type="submit" variant="default" loading={remove.isPending}>
                  Turn it off
                </Button>
              </Group>
            </Stack>
          </form>
        ) : offer.data ? (
          <form onSubmit={doing(confirm)}>
            <Stack gap="md">
              <Group align="center" gap="lg">
                <Suspense fallback={<Skeleton w={QR_SIZE} h={QR_SIZE} aria-label="Loading" />}>
                  <QrCode text={offer.data.uri} label="QR code of the secret" size={QR_SIZE} />
                </Suspense>
                <Stack gap="sm" style={{ flex: '1 1 260px' }}>
                  <Text size="sm">
                    Scan it with your authenticator. On the device that has it, open <a href={offer.data.uri}>this address</a> instead, or type the secret into it:
                  </Text>
                  <Group gap={6} wrap="nowrap">
                    <code className="code wraps" style={{ padding: '6px 10px' }}>
                      {offer.data.secret}
                    </code>
                    <Copy text={offer.data.secret} label="Copy the secret" />
                  </Group>
                </Stack>
              </Group>
              {confirm.error && <Failure error={confirm.error} />}
              <Group align="flex-end" gap="sm">
                {field}
                <Button type="submit" loading={confirm.isPending}>
                  Turn it on
                </Button>
              </Group>
            </Stack>
          </form>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              With an authenticator, somebody who learns your password still cannot sign in.
            </Text>
            <Button variant="default" onClick={() => offer.mutate()} loading={offer.isPending} style={{ alignSelf: 'flex-start' }}>
              Set up an authenticator
            </Button>
          </>
        )}
      </Stack>
    </Panel>
  );
}
