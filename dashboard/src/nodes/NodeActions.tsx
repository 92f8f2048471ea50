import { Button, Menu, Select, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconChevronDown, IconPlayerPlay, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Confirm } from '../look/Confirm';
import { NODES } from './queries';

type Asked = 'stop' | 'restart' | 'delete' | null;

const KEPT = [
  { value: '', label: 'Delete its data too' },
  { value: '7', label: 'Keep its data for 7 days' },
  { value: '30', label: 'Keep its data for 30 days' },
  { value: '90', label: 'Keep its data for 90 days' },
];

/** What can be done with a node as it is now. */
export function NodeActions({ node, watch }: { node: Api['Node']; watch: (operation: string) => void }) {
  const [asked, setAsked] = useState<Asked>(null);
  const [keep, setKeep] = useState('');
  const params = { params: { path: { node: node.id } } };
  const changes = [NODES, ['operations']];
  const then = (operation: Api['Operation']) => {
    setAsked(null);
    watch(operation.id);
  };
  const start = useAct({ perform: () => answer(api.POST('/api/v1/nodes/{node}/start', params)), changes, then });
  const stop = useAct({ perform: () => answer(api.POST('/api/v1/nodes/{node}/stop', params)), changes, then });
  const restart = useAct({ perform: () => answer(api.POST('/api/v1/nodes/{node}/restart', params)), changes, then });
  const restore = useAct({ perform: () => answer(api.POST('/api/v1/nodes/{node}/restore', params)), changes, then });
  const kept = { params: { ...params.params, query: keep ? { keepDataDays: Number(keep) } : {} } };
  const remove = useAct({ perform: () => answer(api.DELETE('/api/v1/nodes/{node}', kept)), changes, then });
  if (node.desired === 'deleted') return null;
  return (
    <>
      {node.desired === 'stopped' && (
        <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => start.mutate()} loading={start.isPending}>
          Start
        </Button>
      )}
      {node.state === 'RETAINED' && (
        <Button leftSection={<IconArrowBackUp size={16} />} onClick={() => restore.mutate()} loading={restore.isPending}>
          Restore
        </Button>
      )}
      <Menu position="bottom-end" shadow="md" width={200}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {node.desired === 'running' && (
            <>
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => setAsked('restart')}>
                Restart
              </Menu.Item>
              <Menu.Item leftSection={<IconPlayerStop size={16} />} onClick={() => setAsked('stop')}>
                Stop
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'stop' && (
        <Confirm title={`Stop ${node.name}`} action="Stop" isBusy={stop.isPending} close={() => setAsked(null)} confirm={() => stop.mutate()}>
          Its data and its place are kept, calls to it fail meanwhile.
        </Confirm>
      )}
      {asked === 'restart' && (
        <Confirm title={`Restart ${node.name}`} action="Restart" isBusy={restart.isPending} close={() => setAsked(null)} confirm={() => restart.mutate()}>
          Its units are replaced on the same data. Calls to it fail until it is ready again.
        </Confirm>
      )}
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${node.name}`}
          action="Delete the node"
          name={node.name}
          isBusy={remove.isPending}
          close={() => setAsked(null)}
          confirm={() => remove.mutate()}
        >
          {node.pool || node.desired === 'retained' ? (
            <Text size="sm">The node, its data and its lease end. Endpoints onto it stop answering. This cannot be taken back.</Text>
          ) : (
            <Stack gap="sm">
              <Select label="Its data" data={KEPT} value={keep} onChange={(days) => setKeep(days ?? '')} allowDeselect={false} />
              <Text size="sm">
                {keep
                  ? 'The node stops, and endpoints onto it are gone. Its data stays on its host, for nothing, and counts against your quota: until then you can restore the node.'
                  : 'The node, its data and its lease end. Endpoints onto it stop answering. This cannot be taken back.'}
              </Text>
            </Stack>
          )}
        </Confirm>
      )}
    </>
  );
}
