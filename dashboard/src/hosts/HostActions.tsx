import { Button, List, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api } from '../api/client';
import { Confirm } from '../look/Confirm';
import { HOSTS } from './queries';

type Host = Api['Host'];
type Asked = 'drain' | 'decommission' | 'revoke' | 'stop-units' | null;

/** What can be done with a host as it is now. */
export function HostActions({ host }: { host: Host }) {
  const [asked, setAsked] = useState<Asked>(null);
  const params = { params: { path: { host: host.id } } };
  const close = () => setAsked(null);
  const act = (perform: () => Promise<Host>, said: string) => ({ perform, changes: [HOSTS, ['nodes']], said, then: close });
  const cordon = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/cordon', params)), 'It takes no new nodes now.'));
  const uncordon = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/uncordon', params)), 'It takes nodes again.'));
  const drain = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/drain', params)), 'The drain has begun.'));
  const stopDrain = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/stop-drain', params)), 'What is left stays.'));
  const decommission = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/decommission', { ...params, body: { destroyed: false } })), 'It is out of the pool.'));
  const revoke = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/revoke', params)), 'Its agent is let in no more.'));
  const stopUnits = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/stop-units', params)), 'Its units are being stopped.'));
  const startUnits = useAct(act(() => answer(api.POST('/api/v1/hosts/{host}/start-units', params)), 'Its units are being started.'));
  if (host.state === 'decommissioned') return null;
  return (
    <>
      {host.state === 'draining' ? (
        <Button variant="default" onClick={() => stopDrain.mutate()} loading={stopDrain.isPending}>
          Stop the drain
        </Button>
      ) : host.state === 'cordoned' ? (
        <Button variant="default" onClick={() => uncordon.mutate()} loading={uncordon.isPending}>
          Uncordon
        </Button>
      ) : (
        <Button variant="default" onClick={() => cordon.mutate()} loading={cordon.isPending}>
          Cordon
        </Button>
      )}
      <Menu position="bottom-end" shadow="md" width={210}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {host.state !== 'draining' && <Menu.Item onClick={() => setAsked('drain')}>Drain…</Menu.Item>}
          {host.wantedPower === 'running' ? (
            <Menu.Item onClick={() => setAsked('stop-units')}>Stop all units…</Menu.Item>
          ) : (
            <Menu.Item onClick={() => startUnits.mutate()}>Start its units</Menu.Item>
          )}
          <Menu.Divider />
          {host.agent === 'remote' && (
            <Menu.Item color="red" onClick={() => setAsked('revoke')}>
              Revoke its certificate…
            </Menu.Item>
          )}
          <Menu.Item color="red" onClick={() => setAsked('decommission')}>
            Decommission…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'drain' && <AskDrain host={host} isBusy={drain.isPending} close={close} confirm={() => drain.mutate()} />}
      {asked === 'stop-units' && (
        <Confirm title={`Stop all units of ${host.name}`} action="Stop the units" isBusy={stopUnits.isPending} close={close} confirm={() => stopUnits.mutate()}>
          Its nodes keep data and leases, and are not ready until the units are started again.
        </Confirm>
      )}
      {asked === 'revoke' && (
        <Confirm title={`Revoke ${host.name}`} action="Revoke" name={host.name} isBusy={revoke.isPending} close={close} confirm={() => revoke.mutate()}>
          Its agent is let in no more. What runs on it runs on; it may join again with a new token.
        </Confirm>
      )}
      {asked === 'decommission' && (
        <Confirm
          title={`Decommission ${host.name}`}
          action="Decommission"
          name={host.name}
          isBusy={decommission.isPending}
          close={close}
          confirm={() => decommission.mutate()}
        >
          Only an empty host goes: it is refused while nodes have a place on it.
        </Confirm>
      )}
    </>
  );
}

function AskDrain({ host, isBusy, close, confirm }: { host: Host; isBusy: boolean; close: () => void; confirm: () => void }) {
  const nodes = useQuery({
    queryKey: ['nodes', 'of-host', host.id, 'all'],
    queryFn: () => answer(api.GET('/api/v1/nodes', { params: { query: { host: host.id, limit: 500 } } })).then((page) => page.items),
  });
  const members = (nodes.data ?? []).filter((node) => node.pool);
  const dedicated = (nodes.data ?? []).filter((node) => !node.pool);
  return (
    <Confirm title={`Drain ${host.name}`} action="Drain the host" isBusy={isBusy} close={close} confirm={confirm}>
      <Text size="sm">It takes no new nodes from now on. Of what is there:</Text>
      <List size="sm" mt={8} spacing={4}>
        <List.Item>
          {members.length === 0 ? 'No member of a pool has to move.' : `${members.map((node) => node.name).join(', ')}: replaced elsewhere, one by one; each new one is ready before the old one goes.`}
        </List.Item>
        <List.Item>
          {dedicated.length === 0 ? 'No dedicated node is there.' : `${dedicated.map((node) => node.name).join(', ')}: stay until their owners decide, who are asked.`}
        </List.Item>
      </List>
    </Confirm>
  );
}
