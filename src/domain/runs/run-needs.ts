import type { Run } from '../records.ts';
import { isHeldUp } from './merge-order.ts';

/** A reason why a person must act on a run, apart from the run's state. */
export interface RunNeed {
  /**
   * The kind of reason:
   * - `unmerged`: the run is approved, but the merge queue can't merge it without a person.
   * - `unsent`: a push or a pull request failed.
   * - `unfound`: the run's commit is missing from its target branch.
   */
  what: 'unmerged' | 'unsent' | 'unfound';
  text: string;
  /** Name of the command that the person should use next. */
  next: string;
}

/** Reasons for a blocked merge that need no action: the target branch moved, or a pull request is open. */
const PASSING: readonly string[] = ['moved', 'proposed'];

/** Returns the reason why a person must act on a run. All views that list tasks needing attention use it. */
export function needOf({
  id,
  state,
  waits,
  outgoing,
  unfound,
}: Pick<Run, 'id' | 'state' | 'waits' | 'outgoing' | 'unfound'>): RunNeed | undefined {
  if (outgoing?.failed !== undefined)
    return { what: 'unsent', text: outgoing.failed, next: `run_push ${id} tries again now` };
  if (unfound)
    return {
      what: 'unfound',
      text: unfound.text,
      next: `run_merged ${id} if the branch contains its work; otherwise open its task again`,
    };
  if (state === 'approved' && waits && isHeldUp({ waits }) && !outgoing && !PASSING.includes(waits.why))
    return { what: 'unmerged', text: waits.text, next: 'fix this; then the merge queue merges it' };
  return undefined;
}
