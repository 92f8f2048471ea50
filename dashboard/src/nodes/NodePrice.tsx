import { Alert, Divider, Group, List, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Api, answer, api } from '../api/client';
import { Problem } from '../api/problem';
import { HOURS_A_MONTH, money, times } from '../look/money';
import { bytes, cores } from '../look/quantities';
import { networkQuery } from './queries';
import { hourly, type Size } from './sizes';

type ExpectedSync = NonNullable<Api['Template']['expectedSync']>[string];

interface Props {
  body: Api['NodeCreate'] | null;
  size: Size | undefined;
  sync: ExpectedSync | undefined;
  tenant: string | null;
  isWrong: boolean;
}

/** What a node will hold and cost, and whether there is a place for it now. */
export function NodePrice({ body, size, sync, tenant, isWrong }: Props) {
  const network = useQuery({ ...networkQuery(body?.network ?? ''), enabled: body !== null });
  const wanted = JSON.stringify(body);
  const [asked] = useDebouncedValue(wanted, 350);
  const preview = useQuery({
    queryKey: ['preview', asked, tenant],
    queryFn: () =>
      answer(
        api.POST('/api/v1/nodes/preview', {
          params: { query: { tenant: tenant ?? undefined } },
          body: JSON.parse(asked) as Api['NodeCreate'],
        }),
      ),
    enabled: body !== null && !isWrong && asked === wanted, // what was typed before may have been wrong
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!body || !size) {
    return (
      <Text size="sm" c="dimmed">
        Choose a chain and a client: what it needs and costs is told here before anything is made.
      </Text>
    );
  }
  const prices = network.data?.prices;
  const rate = hourly(prices, body.template, size.name);
  return (
    <Stack gap="md">
      <Stack gap={6}>
        <Line name="Processor" value={cores(size.cpuMillis)} />
        <Line name="Memory" value={bytes(size.memoryBytes)} />
        <Line name="Disk" value={`${bytes(size.diskBytes)}${size.diskClass === 'any' ? '' : ` ${size.diskClass}`}`} />
        {sync && (
          <div>
            <Line name="Syncs in about" value={`${sync.hours} h`} />
            <Text size="xs" c="dimmed">
              {sync.note}
            </Text>
          </div>
        )}
      </Stack>
      <Divider />
      {prices && rate !== null ? (
        <div>
          <Group justify="space-between" align="baseline">
            <span className="figure">{money(rate, prices.currency)}</span>
            <Text size="sm" c="dimmed">
              an hour
            </Text>
          </Group>
          <Text size="sm" c="dimmed" className="numbers">
            about {money(times(rate, HOURS_A_MONTH), prices.currency)} a month of {HOURS_A_MONTH} hours. Only hours in which it is ready cost.
          </Text>
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          {network.isPending ? 'Reading the prices…' : 'This size has no price: it costs nothing by the hour.'}
        </Text>
      )}
      <div aria-live="polite">{!isWrong && <Place preview={preview.data} error={preview.error} />}</div>
    </Stack>
  );
}

function Place({ preview, error }: { preview: Api['Preview'] | undefined; error: Error | null }) {
  if (error) {
    return (
      <Alert color="red" variant="light" title={error instanceof Problem ? error.title : 'No preview'}>
        <Text size="sm">{error.message}</Text>
      </Alert>
    );
  }
  if (!preview) {
    return (
      <Text size="sm" c="dimmed">
        Looking for a place…
      </Text>
    );
  }
  if (preview.placeable ?? preview.host !== null) {
    return (
      <Text size="sm" data-tone="ok" style={{ color: 'var(--tone)' }}>
        There is a place for it{preview.host ? ` on ${preview.host}` : ''}.
      </Text>
    );
  }
  return (
    <Alert color="yellow" variant="light" title="There is no place for it now">
      <List size="sm">
        {preview.refusals.map((refusal) => (
          <List.Item key={refusal.host + refusal.reason}>
            {refusal.host && `${refusal.host}: `}
            {refusal.reason}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="sm" className="numbers">
        {value}
      </Text>
    </Group>
  );
}
