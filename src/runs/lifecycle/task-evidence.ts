import { formatActor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { checkBy } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { type CriterionEvidence, isProven, withEvidence } from '../../domain/task/unmet-criteria.ts';
import type { Tx } from '../../store/index.ts';
import { putTask } from '../../work/task/put-task.ts';
import type { CheckResult } from '../checks.ts';

/** Marks the evidence from a run as outdated, because the run was discarded, reverted or followed by another run. */
export function outdateEvidence(tx: Tx, { id, task }: Pick<Run, 'id' | 'task'>, why: string): void {
  judge(tx, task, (met) => (met.run === id && met.outdated === undefined ? { ...met, outdated: why } : met));
}

/** A result, with the outcomes of its checks. */
interface CheckedResult {
  commit: string;
  checks?: readonly CheckResult[];
}

/**
 * Stores for which commit the agent gave this round's evidence. Marks earlier results' evidence as outdated. The success
 * of a criterion's own command is evidence for it; its failure makes claims outdated.
 */
export function bindEvidence(tx: Tx, run: Pick<Run, 'id' | 'task'>, result: CheckedResult): void {
  const task = tx.get('task', run.task);
  const bound = task && boundTo(task, run, result, tx.at);
  if (bound && bound !== task) putTask(tx, bound);
}

/** Checks whether {@link bindEvidence} would change evidence of a run for this result. */
export function changesEvidence(tx: Pick<Tx, 'get'>, run: Pick<Run, 'id' | 'task'>, result: CheckedResult): boolean {
  const task = tx.get('task', run.task);
  return task !== undefined && boundTo(task, run, result, task.entry) !== task;
}

function boundTo(task: Task, { id }: Pick<Run, 'id'>, { commit, checks }: CheckedResult, at: Instant): Task {
  const bound = withEvidence(task, (met) => {
    if (met.run !== id || met.outdated !== undefined || met.commit === commit) return met;
    if (met.commit === undefined) return { ...met, commit };
    return { ...met, outdated: `run ${id} has a newer result (${shortCommit(commit)})` };
  });
  const { acceptance = [] } = bound;
  const judged = acceptance.map((criterion) => {
    const { by, met } = criterion;
    const check = checkBy(by, checks);
    if (!check) return criterion;
    const outdated = `${by} failed on ${shortCommit(commit)}`;
    if (!check.ok) return met && isProven(criterion) ? { ...criterion, met: { ...met, outdated } } : criterion;
    if (isProven(criterion)) return criterion;
    const evidence = {
      ...{ at, actor: formatActor(ownActor('supervisor')), evidence: `${by}: passed` },
      by: by!,
      run: id,
      commit,
    };
    return { ...criterion, met: evidence };
  });
  return judged.some((criterion, i) => criterion !== acceptance[i]) ? { ...bound, acceptance: judged } : bound;
}

function judge(tx: Tx, uuid: string, by: (met: CriterionEvidence) => CriterionEvidence): void {
  const task = tx.get('task', uuid);
  const judged = task && withEvidence(task, by);
  if (judged && judged !== task) putTask(tx, judged);
}
