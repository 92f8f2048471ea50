import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { millis, wholeLatencyQuery } from '../endpoints/insight';
import { glance } from '../look/money';
import { monthOf } from '../look/moments';
import { compact, percent, perSecond } from '../look/quantities';
import type { Tone } from '../look/states';
import { useMayManage } from '../session/Session';
import { trafficQuery } from '../traffic/queries';
import { callsOf, rateNow } from '../traffic/series';
import { spanOf } from '../traffic/spans';
import { spendQuery } from '../usage/queries';

/** What one looks for first: what is called now, what fails of it, what it costs this month, and whether the nodes are well. */
export function Figures({ nodes }: { nodes: Omit<FigureProps, 'label' | 'to'> }) {
  const mayManage = useMayManage();
  const traffic = useQuery(trafficQuery({ span: spanOf('15m'), by: 'outcome' }));
  const latency = useQuery(wholeLatencyQuery);
  const spend = useQuery({ ...spendQuery(monthOf(new Date())), enabled: mayManage });
  const series = traffic.data?.series ?? [];
  const all = callsOf(series);
  const failed = callsOf(series, 'failed');
  const totals = spend.data?.totals;
  const priced = totals?.filter((total) => total.currency !== 'XXX');
  const units = totals?.reduce((sum, total) => sum + total.units, 0);
  const unitsForecast = totals?.reduce((sum, total) => sum + (total.unitsForecast ?? 0), 0);
  return (
    <div className="figures">
      <Figure label="Calls per second" value={traffic.data && perSecond(rateNow(traffic.data))} about={traffic.data && `${compact(all)} in 15 minutes`} to="/usage?span=15m" />
      <Figure
        label="Failed calls"
        value={traffic.data && percent(failed, all)}
        about={traffic.data && `${compact(callsOf(series, 'refused') + callsOf(series, 'invalid'))} refused`}
        tone={failed * 100 > all ? 'bad' : undefined}
        to="/usage?span=15m"
      />
      <Figure
        label="Response time, p50"
        value={latency.data && millis(latency.data.p50Millis)}
        about={latency.data && (latency.data.calls === 0 ? 'no calls in 15 minutes' : `p99 ${millis(latency.data.p99Millis)}`)}
        to="/endpoints"
      />
      <Figure label="Nodes ready" to="/nodes" {...nodes} />
      {mayManage && (
        <>
          <Figure
            label="This month"
            value={priced && (priced.map((total) => glance(total.amount, total.currency)).join(' + ') || 'nothing')}
            about={priced && (priced.map((total) => total.forecast && `forecast ${glance(total.forecast, total.currency)}`).join(', ') || 'no calls, no node hours')}
            to="/usage"
          />
          <Figure
            label="CU this month"
            value={units === undefined ? undefined : compact(units)}
            about={unitsForecast === undefined ? undefined : `forecast ${compact(unitsForecast)} CU`}
            to="/usage?of=units"
          />
        </>
      )}
    </div>
  );
}

/** A currency is told smaller than how much of it. */
function Amount({ text }: { text: string }) {
  return text.split(/\b([A-Z]{3}) (?=[0-9])/).map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      <span className="currency" key={i}>
        {part}{' '}
      </span>
    ),
  );
}

export interface FigureProps {
  label: string;
  value: string | undefined;
  about?: ReactNode;
  tone?: Tone | undefined;
  to: string;
}

function Figure({ label, value, about, tone, to }: FigureProps) {
  return (
    <Link to={to} className="panel figure-card" data-tone={tone}>
      <Text size="xs" c="dimmed" fw={500} className="cut">
        {label}
      </Text>
      <div className="figure cut" style={tone && { color: 'var(--tone)' }} title={value}>
        {value === undefined ? <span className="quiet">…</span> : <Amount text={value} />}
      </div>
      <Text size="xs" c="dimmed" className="cut" mih={18} title={typeof about === 'string' ? about : undefined}>
        {about}
      </Text>
    </Link>
  );
}
