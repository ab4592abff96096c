import { formatActor, signatureOf } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isInReview } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import { criterionText, withEvidence } from '../../domain/task/unmet-criteria.ts';
import { same, type Tx } from '../../store/index.ts';
import type { Claiming } from '../claim/claims.ts';
import { checkMayDirect, claimWorkedUnder } from '../claim/held.ts';
import { occupyingRun } from '../claim/run-of.ts';
import { mayAct } from '../people/person-acts.ts';
import { annotated, noteOf } from './note.ts';

/**
 * Records evidence for an acceptance criterion, which is named by its id or its position from 1. Only the claim's
 * holder or a person may do so. Earlier evidence becomes a note. What the agent of one of several attempts records counts
 * only for that attempt, so it is in the run's record.
 * @throws BacklogError `not-found`, listing the criteria; `conflict` or `claimed` for other callers
 */
export function meetCriterion(
  tx: Tx,
  claiming: Claiming,
  task: Task,
  { criterion: named, text }: { criterion: string; text: string },
): Task {
  const criterion = criterionOf(task, named);
  checkMayProve(tx, claiming, task);
  const met = { at: tx.at, actor: formatActor(claiming.caller.actor), evidence: text, ...aboutRun(tx, claiming, task) };
  const attempt = attemptOf(tx, claiming);
  if (attempt) {
    const others = attempt.evidence!.filter((one) => one.criterion !== criterion.id);
    tx.put('run', attempt.id, { ...attempt, evidence: [...others, { criterion: criterion.id, met }] });
    return task;
  }
  const proven = {
    ...task,
    acceptance: task.acceptance!.map((each) => (each === criterion ? { ...each, met } : each)),
  };
  const { met: earlier } = criterion;
  if (!earlier || earlier.evidence === text) return proven;
  const note = {
    ...signatureOf(earlier),
    text: `Earlier evidence for "${criterionText(criterion)}": ${earlier.evidence}`,
  };
  return annotated(proven, noteOf(tx.uuid, note));
}

/** Adds the run to new evidence of an import, as for evidence that a command records. */
export function boundToRun(tx: Tx, claiming: Claiming, before: Task, after: Task): Task {
  const about = aboutRun(tx, claiming, before);
  const known = (before.acceptance ?? []).map(({ met }) => met);
  return withEvidence(after, (met) => (known.some((one) => same(one, met)) ? met : { ...met, ...about }));
}

/** Returns the caller's run if it is an attempt that nobody has kept yet. */
export function attemptOf(records: Pick<Tx, 'get'>, { caller }: Pick<Claiming, 'caller'>): Run | undefined {
  const run = caller.actor.run === undefined ? undefined : records.get('run', caller.actor.run);
  return run?.evidence ? run : undefined;
}

/**
 * Returns the run to which new evidence belongs: the caller's run, or the run in review with its result. Evidence of a
 * person counts for all attempts until one is kept.
 */
function aboutRun(tx: Tx, { caller }: Claiming, task: Task): { run?: string; commit?: string } {
  if (caller.actor.run !== undefined) return { run: caller.actor.run };
  const run = occupyingRun(tx, task);
  return run?.result && !run.evidence && isInReview(run.state) ? { run: run.id, commit: run.result.commit } : {};
}

/**
 * Finds a criterion of a task by its id or its position from 1.
 * @throws BacklogError `not-found`, listing the criteria
 */
export function criterionOf(task: Task, named: string): NonNullable<Task['acceptance']>[number] {
  const criteria = task.acceptance ?? [];
  const wanted = named.trim();
  const found = criteria.find((criterion, i) => criterion.id === wanted || String(i + 1) === wanted);
  if (found) return found;
  return refuse('not-found', `task ${task.id} has no acceptance criterion "${named}"`, {
    hint:
      criteria.length > 0
        ? `It has ${criteria.map((c) => `[${c.id}] ${c.text}`).join('; ')}`
        : `It has no criteria. Add one: task_modify ${task.id} --acceptance "…"`,
  });
}

function checkMayProve(tx: Tx, claiming: Claiming, task: Task): void {
  if (mayAct(claiming.caller, 'tasks.direct')) return;
  checkMayDirect(tx, claiming, task, 'the evidence');
  claimWorkedUnder(tx, claiming, task);
}
