import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Line {
  name: string;
  /** For each time, null where nothing is known. */
  values: (number | null)[];
  /** A colour of look.css, where the name has one of its own. */
  colour?: string | undefined;
}

interface Props {
  label: string;
  /** Seconds since the epoch, ascending. */
  times: number[];
  lines: Line[];
  say: (value: number) => string;
  height?: number;
  /** Columns, one on top of the other, instead of lines. */
  stacked?: boolean;
  /** The times that it spans, where that is more than those that have values. */
  range?: [from: number, to: number];
  /** What steps of the scale are: powers of two, of things that are not divided, or any. */
  steps?: 'binary' | 'whole';
  /** From the lowest to the highest value instead of from 0. */
  floating?: boolean;
  /** What is told of the range that was drawn over. */
  zoom?: (from: number, to: number) => void;
}

/** Values over time. Drawn on a canvas, so what it shows is told in words as well. */
export default function Plot({ label, times, lines, say, height = 220, stacked = false, floating = false, range, steps, zoom }: Props) {
  const [from, to] = range ?? [];
  const { ref, width } = useElementSize<HTMLDivElement>();
  const scheme = useComputedColorScheme('light');
  const holder = useRef<HTMLDivElement>(null);
  const speak = useRef(say);
  const zoomed = useRef(zoom);
  useEffect(() => {
    speak.current = say;
    zoomed.current = zoom;
  });

  useEffect(() => {
    const element = holder.current;
    if (!element || width === 0) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const colourOf = (line: Line | undefined, i: number) => colour(line?.colour ?? `--series-${(i % 8) + 1}`);
    const columns = uPlot.paths.bars?.({ size: [0.8, 40] });
    const [first = 0, second = first + 60] = times;
    const half = stacked ? (second - first) / 2 : 0; // so that the first and the last column are whole
    const span: [number, number] = [(from ?? first) - half, (to ?? times.at(-1) ?? second) + half];
    const plot = new uPlot(
      {
        width,
        height,
        padding: [8, 18, 0, 0],
        cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
        legend: { markers: { width: 0, fill: (_, i) => colourOf(lines[i - 1], i - 1) } },
        scales: { x: { range: span }, y: floating ? {} : { range: (_, min, max) => [Math.min(0, min ?? 0), max && max > 0 ? max * 1.08 : 1] } },
        axes: [
          {
            stroke: colour('--quiet'),
            grid: { show: false },
            ticks: { show: false },
            font: '11px Inter Variable',
            size: 28,
            space: 64,
            values: (_, ticks) => ticks.map(tickOf),
          },
          {
            stroke: colour('--quiet'),
            grid: { stroke: colour('--line'), width: 1 },
            ticks: { show: false },
            font: '11px Inter Variable',
            gap: 8,
            size: (_, ticks) => 14 + 6.4 * Math.max(2, ...(ticks ?? []).map((tick) => tick.length)),
            ...(steps ? { incrs: STEPS[steps] } : {}),
            values: (_, ticks) => ticks.map((tick) => speak.current(tick)),
          },
        ],
        series: [
          { value: (_, at) => (at == null ? '' : WHEN.format(at * 1000)), label: 'Time' },
          ...lines.map((line, i) => ({
            label: line.name,
            stroke: colourOf(line, i),
            fill: stacked ? colourOf(line, i) : undefined,
            width: stacked ? 0 : 1.75,
            paths: stacked ? columns : undefined,
            points: { show: false, size: 5, fill: colourOf(line, i), ...(stacked ? {} : { filter: () => alone(line.values) }) },
            value: (chart: uPlot, drawn: number | null, s: number, at: number | null) => {
              if (drawn == null || at == null) return speak.current(resting(line, stacked));
              const below = stacked ? chart.data[s + 1]?.[at] ?? 0 : 0;
              return speak.current(drawn - below);
            },
          })),
        ],
        hooks: {
          setSelect: [
            (chart) => {
              if (chart.select.width < 8) return;
              zoomed.current?.(chart.posToVal(chart.select.left, 'x'), chart.posToVal(chart.select.left + chart.select.width, 'x'));
              chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
            },
          ],
        },
      },
      drawn(times, lines, stacked),
      element,
    );
    return () => plot.destroy();
  }, [width, height, scheme, stacked, floating, steps, from, to, times, lines]);

  return (
    <div ref={ref} className="plot" role="img" aria-label={`${label}: ${told(lines, say, stacked)}`}>
      <div ref={holder} style={{ minHeight: height + 34 }} />
    </div>
  );
}

const STEPS = {
  binary: Array.from({ length: 50 }, (_, i) => 2 ** i),
  whole: Array.from({ length: 13 }, (_, i) => [1, 2, 5].map((n) => n * 10 ** i)).flat(),
};

/** Which values have nothing before and after them: a line between them there is none, so each gets a point. */
function alone(values: Line['values']): number[] {
  return values.flatMap((value, i) => (value !== null && values[i - 1] == null && values[i + 1] == null ? [i] : []));
}

const WHEN = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The hour, or at midnight the day. */
function tickOf(seconds: number): string {
  const at = new Date(seconds * 1000);
  return at.getHours() === 0 && at.getMinutes() === 0 ? DAY.format(at) : HOUR.format(at);
}

/** What the legend says while nothing is pointed at: of columns their sum, of a line its newest value. */
function resting(line: Line, stacked: boolean): number {
  const known = line.values.filter((value) => value !== null);
  return stacked ? known.reduce((total, value) => total + value, 0) : (known.at(-1) ?? 0);
}

/** The first line on top of the others: each has what is below it added, and is drawn before it. */
function drawn(times: number[], lines: Line[], stacked: boolean): uPlot.AlignedData {
  if (!stacked) return [times, ...lines.map((line) => line.values)];
  const stack: number[][] = [];
  let below: number[] = times.map(() => 0);
  for (const line of [...lines].reverse()) {
    below = below.map((value, i) => value + (line.values[i] ?? 0));
    stack.unshift(below);
  }
  return [times, ...stack];
}

function told(lines: Line[], say: (value: number) => string, stacked: boolean): string {
  const parts = lines.map((line) => {
    const known = line.values.filter((value) => value !== null);
    const newest = known.at(-1);
    if (newest === undefined) return `${line.name} nothing yet`;
    const first = stacked ? `${say(resting(line, true))} in all` : `now ${say(newest)}`;
    return `${line.name} ${first}, at most ${say(Math.max(...known))}`;
  });
  return parts.join('; ');
}
