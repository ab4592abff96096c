import type { Task } from '../../domain/task/task.ts';
import { isStackable } from '../../domain/urgency/readiness.ts';
import { type Reason, reasonsAgainst } from '../../work/claim/eligibility.ts';
import { reasonText } from '../../work/claim/reason-text.ts';
import { claimReader } from '../../work/claim/refusals.ts';
import { candidateOf, snapshotNow } from '../../work/claim/snapshot.ts';
import type { Context } from '../../work/workspace/context.ts';

/**
 * Leaves out the tasks of a filter for which no run could start now, with a note for each, unless no other task is left.
 * Then the refusal of the first one says more.
 */
export function withoutUnready(
  context: Context,
  all: readonly Task[],
): { tasks: readonly Task[]; left: readonly string[] } {
  const { state } = context.store;
  const facts = context.facts();
  const snapshot = snapshotNow(context);
  const who = { ...candidateOf(state, context.caller), agent: undefined, how: 'pull' } as const;
  const against = (task: Task) =>
    reasonsAgainst(snapshot, who, task).find(
      (reason) => !passesToRun(reason) && !(reason.why === 'blocked' && isStackable(task, facts)),
    );
  const judged = all.map((task) => ({ task, reason: against(task) }));
  const tasks = judged.flatMap(({ task, reason }) => (reason ? [] : [task]));
  if (tasks.length === 0) return { tasks: all, left: [] };
  const telling = claimReader(context);
  const left = judged.flatMap(({ task, reason }) =>
    reason ? [`task ${task.id} was left out: ${reasonText(task, reason, telling)}`] : [],
  );
  return { tasks, left };
}

/** Checks whether a reason against the caller's own start is none against a run: the caller's claim passes to it. */
function passesToRun(reason: Reason): boolean {
  if (reason.why === 'held') return reason.blockers.every(({ relation }) => relation === 'own');
  return reason.why === 'assigned' || reason.why === 'handed-off';
}
