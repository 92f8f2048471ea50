import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/act';
import { type Api, answer, api, once } from '../api/client';
import { Failure } from '../look/Failure';
import { Loaded, Panel } from '../look/Page';
import { money } from '../look/money';
import { accountQuery } from './queries';

/** What a tenant has paid in that no lease holds. */
export function TenantAccount({ tenant }: { tenant: Api['Tenant'] }) {
  const account = useQuery(accountQuery(tenant.id));
  const [way, setWay] = useState<'credits' | 'payouts' | null>(null);
  return (
    <Panel
      title="Balance"
      actions={
        <>
          <Button size="xs" variant="default" onClick={() => setWay('credits')}>
            Write down a payment
          </Button>
          <Button size="xs" variant="default" onClick={() => setWay('payouts')}>
            Write down a payout
          </Button>
        </>
      }
    >
      <Loaded query={account} height={60}>
        {(found) =>
          found.balances.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing was paid in. {found.agreement.funding === 'postpaid' ? 'The bill says what its leases cost.' : 'Its leases begin when there is an hour’s worth.'}
            </Text>
          ) : (
            <Group gap="xl">
              {found.balances.map((balance) => (
                <span key={balance.currency} className="figure">
                  {money(balance.amount, balance.currency)}
                </span>
              ))}
            </Group>
          )
        }
      </Loaded>
      {way && <Payment tenant={tenant} way={way} close={() => setWay(null)} />}
    </Panel>
  );
}

function Payment({ tenant, way, close }: { tenant: Api['Tenant']; way: 'credits' | 'payouts'; close: () => void }) {
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState('EUR');
  const [reason, setReason] = useState('');
  const pay = useAct({
    perform: () => {
      const what = { params: { path: { name: tenant.id }, header: once() }, body: { amount, currency, reason } };
      return answer(way === 'credits' ? api.POST('/api/v1/tenants/{name}/credits', what) : api.POST('/api/v1/tenants/{name}/payouts', what));
    },
    changes: [['account'], ['ledger']],
    said: 'It is written down in the ledger.',
    then: close,
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pay.mutate();
  };
  return (
    <Modal opened onClose={close} title={way === 'credits' ? `What ${tenant.name} has paid in` : `What was paid back to ${tenant.name}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {pay.error && <Failure error={pay.error} />}
          <Group grow align="flex-start">
            <TextInput label="Amount" required inputMode="decimal" pattern="[0-9]+([.][0-9]{1,9})?" value={amount} data-autofocus error={pay.error?.at('/amount')} onChange={(event) => setAmount(event.currentTarget.value)} />
            <TextInput label="Currency" required maxLength={3} value={currency} error={pay.error?.at('/currency')} onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())} />
          </Group>
          <TextInput label="Reason" placeholder="Invoice 7" maxLength={1000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={pay.isPending}>
              Write it down
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
