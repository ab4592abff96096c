import type { Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { type CriterionEvidence, withEvidence } from '../../domain/task/unmet-criteria.ts';
import type { Tx } from '../../store/index.ts';
import { putTask } from '../../work/task/put-task.ts';

/** Marks the evidence from a run as outdated, because the run was discarded, reverted or followed by another run. */
export function outdateEvidence(tx: Tx, { id, task }: Pick<Run, 'id' | 'task'>, why: string): void {
  judge(tx, task, (met) => (met.run === id && met.outdated === undefined ? { ...met, outdated: why } : met));
}

/** Stores for which commit the agent gave this round's evidence. Marks earlier results' evidence as outdated. */
export function bindEvidence(tx: Tx, { id, task }: Pick<Run, 'id' | 'task'>, commit: string): void {
  judge(tx, task, (met) => {
    if (met.run !== id || met.outdated !== undefined || met.commit === commit) return met;
    if (met.commit === undefined) return { ...met, commit };
    return { ...met, outdated: `run ${id} has a newer result (${shortCommit(commit)})` };
  });
}

/** Checks whether {@link bindEvidence} would change evidence of a run for this commit. */
export function changesEvidence(tx: Pick<Tx, 'get'>, { id, task }: Pick<Run, 'id' | 'task'>, commit: string): boolean {
  const { acceptance = [] } = tx.get('task', task) ?? {};
  return acceptance.some(({ met }) => met?.run === id && met.outdated === undefined && met.commit !== commit);
}

function judge(tx: Tx, uuid: string, by: (met: CriterionEvidence) => CriterionEvidence): void {
  const task = tx.get('task', uuid);
  const judged = task && withEvidence(task, by);
  if (judged && judged !== task) putTask(tx, judged);
}
