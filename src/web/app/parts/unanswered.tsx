import type { Live } from '../data/live.ts';
import { ProblemNote } from './problem.tsx';

/**
 * Shows the reasons for missing answers, with one retry button for all of them. Shows nothing if the server refused
 * none of them.
 */
export function Unanswered({ of }: { of: Live<unknown> | readonly Live<unknown>[] }) {
  const missing = [of].flat().filter(({ value, error }) => error.value && value.value === undefined);
  const refusal = missing[0]?.error.value;
  if (!refusal) return null;
  const again = () => {
    for (const one of missing) one.again();
  };
  return <ProblemNote refusal={refusal} again={again} />;
}

/** Replaces content whose answer is missing: shows a loading indicator or the refusal. */
export function Awaited({ of }: { of: Live<unknown> }) {
  return of.error.value ? <Unanswered of={of} /> : <Loading />;
}

export const Loading = () => <div class="loading rest" aria-busy="true" />;
