import { Button, Group, Modal, MultiSelect, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { SUBJECTS } from '../events/kinds';
import { Failure } from '../look/Failure';
import { useIsOperator } from '../session/Session';
import { TenantSelect } from '../tenants/TenantSelect';
import { ShownOnce } from './ShownOnce';
import { WEBHOOKS } from './queries';
import { SEVERITIES } from './rules';

type Created = Api['WebhookWithSecret'];

/** Asks where, and of what; then shows the secret that signs, this once. */
export function CreateWebhook({ close }: { close: () => void }) {
  const operator = useIsOperator();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [kinds, setKinds] = useState<string[]>([]);
  const [severity, setSeverity] = useState<Api['Severity']>('info');
  const [ofTenant, setOfTenant] = useState<string | null>(null);
  const create = useAct<void, Created>({
    perform: () =>
      answer(api.POST('/api/v1/webhooks', { params: { header: once() }, body: { name, url, kinds, severity, enabled: true, ...(operator && ofTenant ? { ofTenant } : {}) } })),
    changes: [WEBHOOKS],
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={close} title={create.data ? `${create.data.name} is told from now on` : 'Create a webhook'} size="lg">
      {create.data ? (
        <ShownOnce secret={create.data.secret} close={close} />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            {create.error && <Failure error={create.error} />}
            <TextInput
              label="Name"
              description="Small letters, digits and dashes."
              required
              maxLength={63}
              pattern="[a-z0-9][a-z0-9\-]*"
              value={name}
              data-autofocus
              error={create.error?.at('/name')}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              label="Address"
              description="Over https, on the public network."
              placeholder="https://example.com/berth"
              required
              type="url"
              value={url}
              error={create.error?.at('/url')}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <Select label="Is told of" data={SEVERITIES} value={severity} onChange={(value) => value && setSeverity(value as Api['Severity'])} allowDeselect={false} />
            <MultiSelect
              label="About"
              description="Nothing chosen: about everything."
              data={SUBJECTS}
              value={kinds}
              onChange={setKinds}
              clearable
              clearButtonProps={{ 'aria-label': 'About everything' }}
            />
            {operator && <TenantSelect label="Of the tenant" placeholder="Of all, and of the platform" value={ofTenant} change={setOfTenant} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Create the webhook
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
