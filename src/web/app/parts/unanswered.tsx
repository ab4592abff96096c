import type { Live } from '../data/live.ts';
import { ProblemNote } from './problem.tsx';

/** Why something is not shown, where it would be, with a try again of all that is missing; nothing while nothing was refused. */
export function Unanswered({ of }: { of: Live<unknown> | readonly Live<unknown>[] }) {
  const missing = [of].flat().filter(({ value, error }) => error.value && value.value === undefined);
  const refusal = missing[0]?.error.value;
  if (!refusal) return null;
  const again = () => {
    for (const one of missing) one.again();
  };
  return <ProblemNote refusal={refusal} again={again} />;
}

/** What stands for a page until its answer is there: that it is on its way, or why it does not come. */
export function Awaited({ of }: { of: Live<unknown> }) {
  return of.error.value ? <Unanswered of={of} /> : <Loading />;
}

export const Loading = () => <div class="loading rest" aria-busy="true" />;
