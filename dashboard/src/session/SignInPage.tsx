import { Alert, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAct } from '../api/act';
import { answer, api } from '../api/client';
import { Failure } from '../look/Failure';
import { CodeField } from './CodeField';
import { Door } from './Door';
import type { Me } from './me';

/** Why somebody who came back from a provider is still outside. */
const REFUSED: Record<string, string> = {
  stranger: 'Your address is no member here: an owner of your organisation, or the operator, adds you.',
  unproven: 'The provider did not vouch for your e-mail address.',
  elsewhere: 'The sign-in was not begun in this browser, or too long ago. Try again.',
  unreachable: 'The provider does not answer. Try again.',
};

/** Signing in: by e-mail and password, with a code where one is set up, or by a provider that the operator named. */
export default function SignInPage({ signedIn }: { signedIn: (me: Me) => void }) {
  const [search] = useSearchParams();
  const refused = REFUSED[search.get('refused') ?? ''];
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [sent, setSent] = useState('');
  const ways = useQuery({ queryKey: ['sign-in'], queryFn: () => answer(api.GET('/api/v1/sign-in')), retry: false });
  const enter = useAct<void, Me>({
    perform: () => answer(api.POST('/api/v1/session', { body: { email, password, ...(code ? { code } : {}) } })),
    then: signedIn,
    quiet: true,
  });
  const wantsCode = enter.error?.kind === 'code-required' || (code !== '' && enter.isError);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(code);
    enter.mutate();
  };
  return (
    <Door title="Sign in to Berth">
      {refused && !enter.error && (
        <Alert color="red" variant="light" role="alert" title="Not signed in">
          {refused}
        </Alert>
      )}
      {ways.data?.openIdConnect.map((provider) => (
        <Button key={provider.name} component="a" href={`/api/v1/oidc/${encodeURIComponent(provider.name)}/start`} variant="default" fullWidth size="md">
          Continue with {provider.label}
        </Button>
      ))}
      {ways.data !== undefined && ways.data.openIdConnect.length > 0 && ways.data.password && <Divider label="or" />}
      {ways.error && <Failure error={ways.error} again={() => void ways.refetch()} />}
      {ways.data?.password !== false && (
        <form onSubmit={submit}>
          <Stack gap="md">
            {enter.error && enter.error.kind !== 'code-required' && <Failure error={enter.error} />}
            <TextInput
              label="E-mail"
              type="email"
              size="md"
              autoComplete="username"
              required
              withAsterisk={false}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              size="md"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {wantsCode && <CodeField code={code} change={setCode} error={sent !== '' && sent === code ? enter.error?.detail : undefined} />}
            <Button type="submit" size="md" loading={enter.isPending} fullWidth>
              Sign in
            </Button>
          </Stack>
        </form>
      )}
      <Text size="xs" c="dimmed">
        No account? An owner of your organisation invites you. On this machine, <span className="mono">./berth up</span> prints a link that signs in.
      </Text>
    </Door>
  );
}
