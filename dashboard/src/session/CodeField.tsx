import { TextInput } from '@mantine/core';

/** What an authenticator shows, or a recovery code in its place. */
export function CodeField({ code, change, error }: { code: string; change: (code: string) => void; error?: string | undefined }) {
  return (
    <TextInput
      label="The code of your authenticator"
      description="Six digits, or a recovery code."
      size="md"
      autoComplete="one-time-code"
      required
      withAsterisk={false}
      maxLength={40}
      value={code}
      error={error}
      onChange={(event) => change(event.currentTarget.value)}
      autoFocus
    />
  );
}
