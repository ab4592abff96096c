import type { Live } from '../data/live.ts';
import { ProblemNote } from './problem.tsx';

/** Shows the refusal of missing answers, with one retry for all of them. Shows nothing without a refusal. */
export function Unanswered({ of }: { of: Live<unknown> | readonly Live<unknown>[] }) {
  const missing = [of].flat().filter(({ value, error }) => error.value && value.value === undefined);
  const refusal = missing[0]?.error.value;
  if (!refusal) return null;
  const again = () => {
    for (const one of missing) one.again();
  };
  return <ProblemNote refusal={refusal} again={again} />;
}

/** Stands in for a page whose answer is missing: a loading indicator or the refusal. */
export function Awaited({ of }: { of: Live<unknown> }) {
  return of.error.value ? <Unanswered of={of} /> : <Loading />;
}

export const Loading = () => <div class="loading rest" aria-busy="true" />;
