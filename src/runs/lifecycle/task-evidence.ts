import type { Run } from '../../domain/records.ts';
import { type CriterionEvidence, withEvidence } from '../../domain/task/unmet-criteria.ts';
import type { Tx } from '../../store/index.ts';
import { putTask } from '../../work/task/put-task.ts';

/** Digits of a commit that name it to a reader. */
const SHORT = 12;

/** The evidence that names a run proves nothing any more: the run was given up, taken back or followed by another one. */
export function outdateEvidence(tx: Tx, { id, task }: Pick<Run, 'id' | 'task'>, why: string): void {
  judge(tx, task, (met) => (met.run === id && met.outdated === undefined ? { ...met, outdated: why } : met));
}

/** A result was taken: the evidence of its round is about that commit, and what is about an earlier one proves nothing any more. */
export function bindEvidence(tx: Tx, { id, task }: Pick<Run, 'id' | 'task'>, commit: string): void {
  judge(tx, task, (met) => {
    if (met.run !== id || met.outdated !== undefined || met.commit === commit) return met;
    if (met.commit === undefined) return { ...met, commit };
    return { ...met, outdated: `before ${commit.slice(0, SHORT)} of run ${id}` };
  });
}

/** Does a result change what is known of the evidence of its run? */
export function changesEvidence(tx: Pick<Tx, 'get'>, { id, task }: Pick<Run, 'id' | 'task'>, commit: string): boolean {
  const { acceptance = [] } = tx.get('task', task) ?? {};
  return acceptance.some(({ met }) => met?.run === id && met.outdated === undefined && met.commit !== commit);
}

function judge(tx: Tx, uuid: string, by: (met: CriterionEvidence) => CriterionEvidence): void {
  const task = tx.get('task', uuid);
  const judged = task && withEvidence(task, by);
  if (judged && judged !== task) putTask(tx, judged);
}
