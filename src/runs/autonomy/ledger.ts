import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import { type RunRecords, runsIn } from '../find-run.ts';

/** A result that a rule landed. */
export interface LedgerEntry {
  run: string;
  /** Number and description of the task. */
  id: number;
  description: string;
  rule: NonNullable<NonNullable<Run['verdict']>['rule']>;
  commit: string;
  at: string;
  /** What became of it later: who reverted it, or the run that fixed it. */
  later?: string;
}

/** Lists the results that rules landed, the newest first. It is derived from the records of the runs. */
export function ledgerOf(records: RunRecords, name?: string): LedgerEntry[] {
  return runsIn(records)
    .flatMap((run): LedgerEntry[] => {
      const { verdict, merged } = run;
      if (!verdict?.rule || !merged || (name !== undefined && verdict.rule.name !== name)) return [];
      const { commit, at } = merged;
      const entry = { run: run.id, ...taskOf(records, run), rule: verdict.rule, commit, at };
      return [{ ...entry, ...present({ later: laterOf(records, run) }) }];
    })
    .reverse();
}

export function taskOf(records: RunRecords, { task, id }: Run): Pick<LedgerEntry, 'id' | 'description'> {
  const record = records.get('task', task);
  return { id: record?.id ?? 0, description: record?.description ?? `(the task of ${id} no longer exists)` };
}

/**
 * Says whether a merged result was reverted or fixed later. A fix is a later merged run of the same task, or of a task of
 * the type `bug` that links to it.
 */
export function laterOf(records: RunRecords, run: Run): string | undefined {
  const { merged, reverted } = run;
  if (!merged) return undefined;
  if (reverted) return reverted.commit ? `reverted by ${reverted.commit.slice(0, 10)}` : 'removed from its branch';
  const fix = runsIn(records).find(
    (other) => other.merged && other.id !== run.id && other.merged.at > merged.at && isAbout(records, other, run),
  );
  return fix && `fixed by ${fix.id}`;
}

function isAbout(records: RunRecords, other: Run, { task }: Run): boolean {
  if (other.task === task) return true;
  const bug = records.get('task', other.task);
  return bug?.type === 'bug' && (bug.links ?? []).some(({ uuid }) => uuid === task);
}
