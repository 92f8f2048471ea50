import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Api, answer, api } from '../api/client';
import type { Line } from '../look/Plot';
import { type Span, stepsOf } from '../traffic/spans';
import { ENDPOINTS } from './queries';

export const latencyQuery = (endpoint: string, span: Span) =>
  queryOptions({
    queryKey: [...ENDPOINTS, endpoint, 'latency', span.name],
    queryFn: async () => {
      const steps = stepsOf(span, Date.now() / 1000);
      const from = new Date((steps[0] ?? 0) * 1000).toISOString();
      const found = await answer(api.GET('/api/v1/endpoints/{endpoint}/latency', { params: { path: { endpoint }, query: { from, step: span.step } } }));
      return { steps, found };
    },
    refetchInterval: span.step === 'minute' ? 10_000 : 60_000,
    placeholderData: keepPreviousData,
  });

/** How long the calls of all endpoints together took in the last 15 minutes. */
export const wholeLatencyQuery = queryOptions({
  queryKey: [...ENDPOINTS, 'latency', 'whole'],
  queryFn: async () => {
    const from = new Date(Date.now() - 15 * 60_000).toISOString();
    return (await answer(api.GET('/api/v1/latency', { params: { query: { from } } }))).whole;
  },
  refetchInterval: 10_000,
});

export const errorsQuery = (endpoint: string) =>
  queryOptions({
    queryKey: [...ENDPOINTS, endpoint, 'errors'],
    queryFn: () => answer(api.GET('/api/v1/endpoints/{endpoint}/errors', { params: { path: { endpoint } } })),
    refetchInterval: 10_000,
  });

/** What became of a call: asked once, for it is forgotten sooner than it changes. */
export const callQuery = (call: string) =>
  queryOptions({
    queryKey: ['calls', call],
    queryFn: () => answer(api.GET('/api/v1/calls/{call}', { params: { path: { call } } })),
    staleTime: Infinity,
    retry: false,
  });

export const isRequestId = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);

/** p50 and p99, with a gap where a step had no calls. */
export function latencyLines(found: Api['Latency'], steps: readonly number[]): Line[] {
  const points = new Map(found.points.map((point) => [Date.parse(point.at) / 1000, point]));
  return [
    { name: 'p50', values: steps.map((at) => points.get(at)?.p50Millis ?? null) },
    { name: 'p99', values: steps.map((at) => points.get(at)?.p99Millis ?? null) },
  ];
}

const three = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** 0.128 ms, 4.25 s */
export function millis(value: number | null | undefined): string {
  if (value == null) return '–';
  return value < 1000 ? `${three.format(value)} ms` : `${three.format(value / 1000)} s`;
}
