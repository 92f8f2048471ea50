import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Api } from '../api/client';
import { useEvents } from '../api/follow';
import { Named } from '../events/Actor';
import { Loaded } from '../look/Page';
import { bytes, count, took } from '../look/quantities';
import { State } from '../look/State';
import { toneOf } from '../look/states';
import { adviceOn, inWords } from './advice';
import { NODES, operationQuery } from './queries';

type Step = Api['Step'];
type Operation = Api['Operation'];

/** What an operation does, step by step as it happens, and what came of it. */
export function OperationSteps({ id, titled = true }: { id: string; titled?: boolean }) {
  const cache = useQueryClient();
  const operation = useQuery(operationQuery(id));
  const [told, setTold] = useState<Record<number, Step>>({});
  useEvents(operation.data?.state === 'running' ? `/api/v1/operations/${id}/events` : null, (kind, data) => {
    if (kind === 'step') setTold((before) => ({ ...before, [(data as Step).step]: data as Step }));
    else if (kind === 'operation') {
      cache.setQueryData(operationQuery(id).queryKey, data as Operation);
      void cache.invalidateQueries({ queryKey: NODES });
    }
  });
  return (
    <Loaded query={operation} height={200}>
      {(data) => <Steps operation={data} told={told} titled={titled} />}
    </Loaded>
  );
}

function Steps({ operation, told, titled }: { operation: Operation; told: Record<number, Step>; titled: boolean }) {
  const steps = useMemo(() => {
    const all = new Map(operation.steps.map((step) => [step.step, step]));
    if (operation.state === 'running') for (const step of Object.values(told)) all.set(step.step, step);
    return [...all.values()].sort((a, b) => a.step - b.step);
  }, [operation, told]);
  return (
    <Stack gap="md">
      {titled && (
        <Group gap="sm">
          <Text fw={600}>{WORDS[operation.kind]}</Text>
          <span role="status">
            <State of={operation.state} />
          </span>
        </Group>
      )}
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.step}>
            <span className="mark" data-tone={toneOf(step.state)}>
              {MARKS[step.state]}
            </span>
            <div style={{ minWidth: 0 }}>
              <Text size="sm" fw={step.state === 'running' ? 600 : 450} c={step.state === 'waiting' ? 'dimmed' : undefined}>
                {step.name}
              </Text>
              {step.detail && (
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  <Named text={step.detail} />
                </Text>
              )}
              {step.state === 'running' && <Progress progress={step.progress} />}
            </div>
            <Text size="xs" c="dimmed" className="numbers">
              {step.startedAt && step.finishedAt ? took(Date.parse(step.finishedAt) - Date.parse(step.startedAt)) : ''}
            </Text>
          </li>
        ))}
      </ol>
      {operation.state === 'failed' && (
        <Alert color="red" variant="light" title={operation.errorCode ? inWords(operation.errorCode) : 'It failed'} role="alert">
          <Text size="sm">{operation.errorReason}</Text>
          <Text size="sm" mt={4}>
            {adviceOn(operation.errorCode)}
          </Text>
        </Alert>
      )}
    </Stack>
  );
}

function Progress({ progress }: { progress?: Step['progress'] }) {
  const { done, total, unit } = (progress ?? {}) as { done?: number; total?: number; unit?: string };
  if (done === undefined || !total) return null;
  const say = unit === 'bytes' ? bytes : (value: number) => `${count(value)}${unit ? ` ${unit}` : ''}`;
  return (
    <div style={{ maxWidth: 360, marginTop: 6 }}>
      <div className="meter" role="progressbar" aria-label="Progress" aria-valuenow={done} aria-valuemax={total}>
        <span data-tone="busy" style={{ width: `${Math.min(100, (100 * done) / total)}%` }} />
      </div>
      <Text size="xs" c="dimmed" mt={3} className="numbers">
        {say(done)} of {say(total)}
      </Text>
    </div>
  );
}

const MARKS: Record<Step['state'], React.ReactNode> = {
  waiting: <span style={{ width: 6, height: 6, borderRadius: 9, background: 'currentColor' }} />,
  running: <Loader size={12} color="currentColor" />,
  done: <IconCheck size={14} stroke={2.4} />,
  failed: <IconX size={14} stroke={2.4} />,
  skipped: <IconMinus size={14} />,
};

/** What is being done, by the kind of an operation. */
export const WORDS: Record<Operation['kind'], string> = {
  'create-node': 'Creating the node',
  'start-node': 'Starting the node',
  'stop-node': 'Stopping the node',
  'restart-node': 'Restarting the node',
  'delete-node': 'Deleting the node',
  'retain-node': 'Deleting the node, but for its data',
  'restore-node': 'Restoring the node',
};
