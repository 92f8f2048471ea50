import { Skeleton } from '@mantine/core';
import { type ComponentProps, lazy, Suspense } from 'react';

const Plot = lazy(() => import('./Plot'));

/** A plot, whose library comes with the first of them. */
export function LazyPlot(props: ComponentProps<typeof Plot>) {
  return (
    <Suspense fallback={<Skeleton height={(props.height ?? 220) + 34} />}>
      <Plot {...props} />
    </Suspense>
  );
}
