import { clip } from '../../base/clip.ts';
import { appended } from '../../base/long-list.ts';
import { formatActor } from '../../domain/actor.ts';
import { GOAL_LIMITS } from '../../domain/goals/words.ts';
import type { Task } from '../../domain/task/task.ts';
import { taskName } from '../../domain/task/task-name.ts';
import { servedBy } from '../../goals/chain.ts';
import { planOf } from '../../goals/plan.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Adds an entry about a completed task to the log of the task's goal. Later briefs of the goal's tasks show it. Does
 * nothing for a task without a goal. Beyond the maximum, the oldest entry goes.
 * @param result what the task brought, after its number and description
 */
export function logToGoal(
  tx: Tx,
  { caller, queue }: Pick<Context, 'queue'> & { caller: Pick<Context['caller'], 'actor'> },
  task: Task,
  { result, run }: { result: string; run?: string },
): void {
  const { goal } = servedBy(task, queue, planOf(tx));
  if (!goal) return;
  const text = clip(`${taskName(task)}: ${result}`.replaceAll(/\s+/g, ' '), GOAL_LIMITS.text);
  const entry = {
    id: tx.uuid().slice(0, 8),
    at: tx.at,
    actor: formatActor(caller.actor),
    text,
    task: task.uuid,
    ...(run === undefined ? {} : { run }),
  };
  const kept = (goal.log ?? []).slice(-(GOAL_LIMITS.log - 1));
  tx.put('goal', goal.id, { ...goal, modified: tx.at, log: appended(kept, [entry]) });
}
