import { Skeleton } from '@mantine/core';
import { type ComponentProps, lazy, Suspense } from 'react';

const load = () => import('./Plot');
const Plot = lazy(load);
void load(); // whoever has this file shows a plot: it need not wait for what the plot shows

/** A plot, whose library comes with the first of them. */
export function LazyPlot(props: ComponentProps<typeof Plot>) {
  return (
    <Suspense fallback={<Skeleton height={(props.height ?? 220) + 34} />}>
      <Plot {...props} />
    </Suspense>
  );
}
