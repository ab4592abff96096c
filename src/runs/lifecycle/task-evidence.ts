import { formatActor } from '../../domain/actor.ts';
import type { Instant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { checkBy } from '../../domain/task/grade.ts';
import type { Task } from '../../domain/task/task.ts';
import { type CriterionEvidence, isProven, seenBy, withEvidence } from '../../domain/task/unmet-criteria.ts';
import { same, type Tx } from '../../store/index.ts';
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
 * of a criterion's own command is evidence for it; its failure makes claims outdated. An attempt's evidence is in its own
 * record.
 * @returns the run, changed if it is an attempt
 */
export function bindEvidence(tx: Tx, run: Run, result: CheckedResult): Run {
  const task = tx.get('task', run.task);
  const seen = task && seenBy(task, run);
  const bound = seen && boundTo(seen, run, result, tx.at);
  if (!bound || bound === seen) return run;
  if (run.evidence) return { ...run, evidence: evidenceIn(bound, run) };
  putTask(tx, bound);
  return run;
}

/** Checks whether {@link bindEvidence} would change evidence of a run for this result. */
export function changesEvidence(tx: Pick<Tx, 'get'>, run: Run, result: CheckedResult): boolean {
  const task = tx.get('task', run.task);
  const seen = task && seenBy(task, run);
  return seen !== undefined && boundTo(seen, run, result, seen.entry) !== seen;
}

/** Returns the evidence of a task's criteria that is a run's own. */
function evidenceIn({ acceptance = [] }: Task, { id }: Pick<Run, 'id'>): NonNullable<Run['evidence']> {
  return acceptance.flatMap(({ id: criterion, met }) => (met?.run === id ? [{ criterion, met }] : []));
}

/**
 * Makes what a kept attempt has seen the evidence of its task. That of another run stays as outdated: an approval that was
 * withdrawn left it there.
 * @returns the run without evidence of its own
 */
export function keepEvidence(tx: Tx, run: Run): Run {
  const task = tx.get('task', run.task);
  if (!run.evidence) return run;
  if (task?.acceptance) {
    const seen = seenBy(task, run).acceptance!;
    const others = withEvidence(task, (met) => notKept(met, run)).acceptance!;
    const acceptance = others.map((other, i) => (seen[i]!.met ? seen[i]! : other));
    if (!same(acceptance, task.acceptance)) putTask(tx, { ...task, acceptance });
  }
  const { evidence: _, ...kept } = run;
  return kept;
}

function notKept(met: CriterionEvidence, { id }: Pick<Run, 'id'>): CriterionEvidence {
  if (met.run === undefined || met.run === id || met.outdated !== undefined) return met;
  return { ...met, outdated: `of run ${met.run}, and run ${id} was kept` };
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
