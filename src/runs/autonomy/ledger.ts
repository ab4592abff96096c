import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { fixesAmong } from '../../domain/runs/landed/aftermath.ts';
import { nothingText } from '../../domain/runs/landed/attestation.ts';
import { type NamedTask, taskOfRunNamed } from '../../domain/task/raw-title.ts';
import type { TaskReader } from '../../work/archive/tasks-of.ts';
import { type RunRecords, runsIn } from '../find-run.ts';

/** A result that a rule landed. */
export interface LedgerEntry extends NamedTask {
  run: string;
  rule: NonNullable<NonNullable<Run['verdict']>['rule']>;
  commit: string;
  at: string;
  /** Set if the branch had all of it already, so that it counts as no landing of the rule and has no undo of its own. */
  nothing?: string;
  /** What became of it later: who reverted it, or the run that fixed it. */
  later?: string;
}

/** Lists the results that rules landed, the newest first. It is derived from the records of the runs. */
export function ledgerOf(records: RunRecords, taskOf: TaskReader, name?: string): LedgerEntry[] {
  const laterOf = laterIn(records, taskOf);
  return runsIn(records)
    .flatMap((run): LedgerEntry[] => {
      const { verdict, merged } = run;
      if (!verdict?.rule || !merged || (name !== undefined && verdict.rule.name !== name)) return [];
      const { commit, at } = merged;
      const entry = { run: run.id, ...taskOfUse(taskOf, run), rule: verdict.rule, commit, at };
      const nothing = merged.nothing && nothingText(merged.nothing);
      return [{ ...entry, ...present({ nothing, later: laterOf(run) }) }];
    })
    .reverse();
}

export function taskOfUse(taskOf: TaskReader, { task: uuid }: Run): NamedTask {
  return taskOfRunNamed(taskOf(uuid));
}

/** Returns a function that says whether a merged result was reverted, or fixed soon after. */
export function laterIn(records: RunRecords, taskOf: TaskReader): (run: Run) => string | undefined {
  const fixOf = fixesAmong(runsIn(records), taskOf);
  return (run) => {
    const { merged, reverted } = run;
    if (!merged) return undefined;
    if (reverted) return reverted.commit ? `reverted by ${shortCommit(reverted.commit)}` : 'removed from its branch';
    const fix = fixOf(run);
    return fix && `fixed by ${fix.id}`;
  };
}
