import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Api } from '../api/client';
import { Mono } from '../look/Copy';
import { Moment } from '../look/Moment';
import { Facts, Loaded } from '../look/Page';
import { count } from '../look/quantities';
import { State } from '../look/State';
import type { Tone } from '../look/states';
import { callQuery, millis } from './insight';

/** What a proxy remembers of a call: which nodes got it, how that ended, how long it took and what it weighs. */
export function ExplainedCall({ request }: { request: string }) {
  const call = useQuery(callQuery(request));
  return (
    <Loaded query={call} height={240}>
      {(told) => (
        <Stack gap="lg">
          <Facts
            of={[
              ['Arrived', <Moment at={told.at} exact key="at" />],
              ['Endpoint', told.endpoint.name],
              ['Network', told.network],
              ['Key', <Mono text={told.keyId} key="key" />],
            ]}
          />
          {told.items.map((item) => (
            <Item key={item.item} item={item} ofBatch={told.items.length > 1} />
          ))}
          {told.itemsLeftOut && (
            <Text size="sm" c="dimmed">
              {count(told.itemsLeftOut)} further items of this batch are not shown.
            </Text>
          )}
        </Stack>
      )}
    </Loaded>
  );
}

type Item = Api['ExplainedCall']['items'][number];

const ENDS: Record<Item['attempts'][number]['end'], Tone> = { ANSWERED: 'ok', FAILED: 'bad', ABANDONED: 'idle', UNDER_WAY: 'busy' };

function Item({ item, ofBatch }: { item: Item; ofBatch: boolean }) {
  return (
    <section aria-label={ofBatch ? `Item ${item.item}` : 'The call'}>
      <Stack gap="sm">
        <Facts
          of={[
            [ofBatch ? `Item ${item.item}` : 'Method', <span className="mono" key="method">{item.method ?? '(unknown)'}</span>],
            ['Outcome', <State of={item.outcome.toLowerCase()} key="outcome" />],
            ['Took', millis(item.tookMillis)],
            ['Weighs', item.outcome === 'ANSWERED' && item.computeUnits !== undefined ? `${count(item.computeUnits)} CU` : 'nothing'],
          ]}
        />
        {said(item) && <Text size="sm">{said(item)}</Text>}
        {item.attempts.length > 0 && (
          <div className="rows-around" tabIndex={0} role="region" aria-label="Attempts">
            <table className="rows">
              <thead>
                <tr>
                  <th scope="col">Attempt at</th>
                  <th scope="col">Began</th>
                  <th scope="col">Took</th>
                  <th scope="col">End</th>
                </tr>
              </thead>
              <tbody>
                {item.attempts.map((attempt) => (
                  <tr key={`${attempt.member}${attempt.atMillis}`}>
                    <td>
                      {attempt.member}
                      <span className="quiet"> · one of {attempt.among}</span>
                    </td>
                    <td className="numbers">{millis(attempt.atMillis)}</td>
                    <td className="numbers">{millis(attempt.tookMillis)}</td>
                    <td>
                      <State of={attempt.end} tone={ENDS[attempt.end]} />
                      {attempt.reason && <span className="quiet"> {attempt.reason}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Stack>
    </section>
  );
}

/** In a sentence, what is special about it; empty: nothing. */
function said(item: Item): string {
  const parts: string[] = [];
  if (item.message) parts.push(`Berth said: ${item.message}.`);
  if (item.errorCode !== undefined) parts.push(item.errorCode === 0 ? 'The node answered with an error.' : `The node answered with error ${item.errorCode}.`);
  if (item.shared) parts.push('The same was being asked already: it heard that answer, and no node was asked again.');
  if (item.waitedForHeadFromMillis !== undefined) parts.push('It waited for a node at the newest block that callers had been told of.');
  return parts.join(' ');
}
