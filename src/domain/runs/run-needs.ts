import type { Run } from '../records.ts';
import { isHeldUp } from './merge-order.ts';

/** What a run needs from a person although its state does not say so. */
export interface RunNeed {
  /**
   * `unmerged`: it is approved, and something is in the way that no queue takes away. `unsent`: a push or a pull request failed. `unfound`:
   * its commit cannot be found in its target any more.
   */
  what: 'unmerged' | 'unsent' | 'unfound';
  text: string;
  /** The next command, by its name. */
  next: string;
}

/** What holds an approved result up and passes without a person of ours: a target that moved, its pull request. */
const PASSING: readonly string[] = ['moved', 'proposed'];

/** Asked by every view that lists what needs attention. */
export function needOf({
  id,
  state,
  waits,
  outgoing,
  unfound,
}: Pick<Run, 'id' | 'state' | 'waits' | 'outgoing' | 'unfound'>): RunNeed | undefined {
  if (outgoing?.failed !== undefined)
    return { what: 'unsent', text: outgoing.failed, next: `run_push ${id} tries it again at once` };
  if (unfound)
    return {
      what: 'unfound',
      text: unfound.text,
      next: `run_merged ${id} if its work is in there; else open its task again`,
    };
  if (state === 'approved' && waits && isHeldUp({ waits }) && !outgoing && !PASSING.includes(waits.why))
    return { what: 'unmerged', text: waits.text, next: 'fix what it waits for; then it is merged by itself' };
  return undefined;
}
