import type { Run } from '../records.ts';
import { isUnproved, type Shown, type ShownState, shownState } from '../state-words.ts';

/** A reason why a person must act on a run, apart from a question, a review, and a run without a result. */
export interface RunNeed {
  /**
   * The kind of reason:
   * - `unmerged`: the run is approved, but the merge queue can't merge it without a person.
   * - `unsent`: a push or a pull request failed.
   * - `unfound`: the run's commit is missing from its target branch.
   */
  what: 'unmerged' | 'unsent' | 'unfound';
  text: string;
  /** The next step, with the names of commands as in the command table. */
  next: string;
}

type Needing = Shown & Pick<Run, 'id'>;

const NEEDS: Readonly<Partial<Record<ShownState, (run: Needing) => RunNeed>>> = {
  unsent: ({ id, outgoing }) => ({
    ...{ what: 'unsent', text: outgoing?.failed ?? '' },
    next: `run_push ${id} tries again now`,
  }),
  unfound: ({ id, unfound }) => ({
    ...{ what: 'unfound', text: unfound?.text ?? '' },
    next: `if the branch contains its work, name its commit there: run_merged ${id} --commit COMMIT --note "why"; otherwise open its task again`,
  }),
  waits_for_checkout: unmerged,
  unmerged,
};

function unmerged(run: Needing): RunNeed {
  const { id, waits } = run;
  const next = isUnproved(run)
    ? `take the merged files, or commit yours; then the merge queue continues. run_merged ${id} continues it as it is`
    : 'fix this; then the merge queue merges it';
  return { what: 'unmerged', text: waits?.text ?? '', next };
}

/** Stands before the next step for a run that only another machine can show and continue. */
export const ON_THAT_MACHINE = 'on that machine: ';

/** Returns the reason why a person must act on a run. All views that list tasks needing attention use it. */
export function needOf(run: Needing): RunNeed | undefined {
  return NEEDS[shownState(run)]?.(run);
}
