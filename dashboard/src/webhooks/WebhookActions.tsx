import { Button, Group, Menu, Modal, Select, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { Confirm } from '../look/Confirm';
import { Failure } from '../look/Failure';
import { ShownOnce } from './ShownOnce';
import { WEBHOOKS, type Webhook } from './queries';

/** What can be done with a webhook. */
export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const [asked, setAsked] = useState<'rotate' | 'delete' | null>(null);
  const navigate = useNavigate();
  const params = { params: { path: { webhook: webhook.id } } };
  const enable = useAct<boolean>({
    perform: (enabled) => answer(api.PATCH('/api/v1/webhooks/{webhook}', { ...params, body: { enabled } })),
    changes: [WEBHOOKS],
  });
  const remove = useAct({
    perform: () => answer(api.DELETE('/api/v1/webhooks/{webhook}', params)),
    changes: [[...WEBHOOKS, 'list']], // not the page of it that is still there for a moment
    said: 'Deleted. It is told of nothing any more.',
    then: () => void navigate('/webhooks'),
  });
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={200}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => setAsked('rotate')}>
            Rotate the secret
          </Menu.Item>
          <Menu.Item leftSection={webhook.enabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />} onClick={() => enable.mutate(!webhook.enabled)}>
            {webhook.enabled ? 'Disable' : 'Enable'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'rotate' && <Rotate webhook={webhook} close={() => setAsked(null)} />}
      {asked === 'delete' && (
        <Confirm title={`Delete ${webhook.name}`} action="Delete the webhook" name={webhook.name} isBusy={remove.isPending} close={() => setAsked(null)} confirm={() => remove.mutate()}>
          It is told of nothing any more; what was on its way is not sent.
        </Confirm>
      )}
    </>
  );
}

const OVERLAPS = [
  { value: '0', label: 'None: the one before signs no more' },
  { value: '3600', label: 'An hour' },
  { value: '86400', label: 'A day' },
  { value: '604800', label: 'A week' },
];

function Rotate({ webhook, close }: { webhook: Webhook; close: () => void }) {
  const [overlap, setOverlap] = useState('86400');
  const rotate = useAct<void, Api['WebhookWithSecret']>({
    perform: () =>
      answer(api.POST('/api/v1/webhooks/{webhook}/rotate', { params: { path: { webhook: webhook.id }, header: once() }, body: { overlapSeconds: Number(overlap) } })),
    changes: [WEBHOOKS],
    quiet: true,
  });
  return (
    <Modal opened onClose={close} title={`Another secret for ${webhook.name}`} size="lg">
      {rotate.data ? (
        <ShownOnce secret={rotate.data.secret} close={close} />
      ) : (
        <Stack gap="md">
          {rotate.error && <Failure error={rotate.error} />}
          <Text size="sm">For a while both secrets sign, so that whoever checks can change over.</Text>
          <Select label="Overlap" data={OVERLAPS} value={overlap} onChange={(value) => value && setOverlap(value)} allowDeselect={false} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button onClick={() => rotate.mutate()} loading={rotate.isPending}>
              Rotate the secret
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
