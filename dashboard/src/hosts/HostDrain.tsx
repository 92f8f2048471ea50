import { Text } from '@mantine/core';
import type { Api } from '../api/client';
import { Link } from 'react-router';
import { Moment } from '../look/Moment';
import { Panel } from '../look/Page';
import { State } from '../look/State';

type Drain = NonNullable<Api['Host']['drain']>;

/** How far a host is emptied, and what each node that is left waits for. */
export function HostDrain({ drain }: { drain: Drain }) {
  return (
    <Panel title="Drain" bare>
      <div style={{ padding: '0 18px 14px' }}>
        <Text size="sm" mb={8}>
          {drain.emptyAt ? 'Nothing is left on it.' : `${drain.gone} of ${drain.nodes} nodes have gone`}
          {drain.needDecision > 0 && `; ${drain.needDecision} go only when their owners act`}. It began <Moment at={drain.since} />.
        </Text>
        <div className="meter" role="progressbar" aria-label="Drained" aria-valuenow={drain.gone} aria-valuemax={drain.nodes}>
          <span data-tone="ok" style={{ width: `${drain.nodes === 0 ? 100 : (100 * drain.gone) / drain.nodes}%` }} />
        </div>
      </div>
      {drain.remaining.length > 0 && (
        <div className="rows-around" tabIndex={0} role="region" aria-label="What is left">
          <table className="rows">
            <thead>
              <tr>
                <th>Node</th>
                <th className="middle">Tenant</th>
                <th>Goes</th>
                <th>Waits for</th>
              </tr>
            </thead>
            <tbody>
              {drain.remaining.map((left) => (
                <tr key={left.node?.id}>
                  <td>
                    <Link to={`/nodes/${left.node?.id}`} className="name">
                      {left.node?.name}
                    </Link>
                  </td>
                  <td className="middle">{left.tenant?.name}</td>
                  <td>{left.needsDecision ? <State of="when its owner acts" tone="warn" /> : <State of="by itself" tone="busy" />}</td>
                  <td className="quiet">
                    {left.waitsFor}
                    {left.said && `: ${left.said}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
