import type { Live } from '../data/live.ts';
import { Problem } from './problem.tsx';

/** Why something is not shown, where it would be, with a try again; nothing while there is an answer, or none was refused. */
export function Unanswered({ of: { value, error, again } }: { of: Live<unknown> }) {
  if (!error.value || value.value !== undefined) return null;
  return <Problem refusal={error.value} again={again} />;
}
