import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { tell } from '../look/tell';
import type { Problem } from './problem';

interface Act<In, Out> {
  perform: (input: In) => Promise<Out>;
  /** What of the cache it makes stale. */
  changes?: readonly QueryKey[];
  /** What is said once it is done. */
  said?: string | ((output: Out) => string);
  then?: (output: Out, input: In) => void;
  /** The form that asked shows what is wrong itself. */
  quiet?: boolean;
}

/** Something that a person does: performed once, told of, and what it changed read anew. */
export function useAct<In = void, Out = unknown>(act: Act<In, Out>) {
  const cache = useQueryClient();
  return useMutation<Out, Problem, In>({
    mutationFn: act.perform,
    onSuccess: (output, input) => {
      for (const queryKey of act.changes ?? []) void cache.invalidateQueries({ queryKey });
      const said = typeof act.said === 'function' ? act.said(output) : act.said;
      if (said) tell({ message: said, color: 'teal' });
      act.then?.(output, input);
    },
    onError: (problem) => {
      if (act.quiet) return;
      tell({
        title: problem.title,
        message: [problem.detail, problem.requestId && `Request ${problem.requestId}`].filter(Boolean).join(' · '),
        color: 'red',
        autoClose: 12000,
      });
    },
  });
}
