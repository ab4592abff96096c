import { formatActor, signatureOf } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { isInReview } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import { withEvidence } from '../../domain/task/unmet-criteria.ts';
import { same, type Tx } from '../../store/index.ts';
import type { Claiming } from '../claim/claims.ts';
import { checkMayDirect, claimWorkedUnder } from '../claim/held.ts';
import { occupyingRun } from '../claim/run-of.ts';
import { mayAct } from '../people/person-acts.ts';
import { annotated, noteOf } from './note.ts';

/**
 * The task with one acceptance criterion met, which is named by its id or by its position from 1. Evidence comes from who holds
 * the task, or from a person; what was there before is kept as a note.
 * @throws BacklogError `not-found` listing the criteria; `conflict` or `claimed` for anybody else
 */
export function meetCriterion(
  tx: Tx,
  claiming: Claiming,
  task: Task,
  { criterion: named, text }: { criterion: string; text: string },
): Task {
  const criteria = task.acceptance ?? [];
  const index = positionOf(task, named);
  const criterion = criteria[index]!;
  checkMayProve(tx, claiming, task);
  const met = { at: tx.at, actor: formatActor(claiming.caller.actor), evidence: text, ...aboutRun(tx, claiming, task) };
  const proven = { ...task, acceptance: criteria.map((each, i) => (i === index ? { ...each, met } : each)) };
  const { id, met: earlier } = criterion;
  if (!earlier || earlier.evidence === text) return proven;
  const note = { ...signatureOf(earlier), text: `Earlier evidence for [${id}]: ${earlier.evidence}` };
  return annotated(proven, noteOf(tx.uuid, note));
}

/** The task with evidence that an import brings: what is news is about a run as evidence that is recorded here is. */
export function boundToRun(tx: Tx, claiming: Claiming, before: Task, after: Task): Task {
  const about = aboutRun(tx, claiming, before);
  const known = (before.acceptance ?? []).map(({ met }) => met);
  return withEvidence(after, (met) => (known.some((one) => same(one, met)) ? met : { ...met, ...about }));
}

/** The run that evidence is about: the one in which it is recorded, else the one whose result is to be reviewed, with that result. */
function aboutRun(tx: Tx, { caller }: Claiming, task: Task): { run?: string; commit?: string } {
  if (caller.actor.run !== undefined) return { run: caller.actor.run };
  const run = occupyingRun(tx, task);
  return run?.result && isInReview(run.state) ? { run: run.id, commit: run.result.commit } : {};
}

function positionOf(task: Task, named: string): number {
  const criteria = task.acceptance ?? [];
  const wanted = named.trim();
  const index = criteria.findIndex((criterion, i) => criterion.id === wanted || String(i + 1) === wanted);
  if (index >= 0) return index;
  return refuse('not-found', `task ${task.id} has no acceptance criterion "${named}"`, {
    hint:
      criteria.length > 0
        ? `It has ${criteria.map((c) => `[${c.id}] ${c.text}`).join('; ')}`
        : 'It has none; task_modify sets acceptance.',
  });
}

function checkMayProve(tx: Tx, claiming: Claiming, task: Task): void {
  if (mayAct(claiming.caller, 'tasks.direct')) return;
  checkMayDirect(tx, claiming, task, 'the evidence');
  claimWorkedUnder(tx, claiming, task);
}
