import { refuse } from '../../domain/errors.ts';
import { kindOfId } from '../../domain/goals/words.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import { checkPlan } from '../../goals/check.ts';
import { linkersTo } from '../../goals/links.ts';
import { planOf } from '../../goals/plan.ts';
import type { Change, Tx } from '../../store/index.ts';

/**
 * Refuses an undo that would leave a hole in the plan: a removed record that others name, a restored link to a missing
 * record, or a name that another record has taken.
 * @throws BacklogError `referenced`, `conflict`
 */
export function checkUndoneGoals(tx: Tx, changes: readonly Change[], queue: Pick<TaskQueue, 'byGoal' | 'get'>): void {
  const plan = planOf(tx);
  const ids = changes.filter(({ id }) => kindOfId(id) !== undefined).map(({ id }) => id);
  for (const id of ids.filter((each) => !plan.find(each))) {
    const tasks = Array.from(queue.byGoal(id), (uuid) => String(queue.get(uuid)!.id));
    const named = [...linkersTo(id, plan).map((record) => record.id), ...tasks];
    if (named.length > 0)
      refuse(
        'referenced',
        `undoing this would remove ${id}, which ${named.join(', ')} ${named.length === 1 ? 'names' : 'name'}`,
        {
          hint: `Undo those first, or archive it: goal_archive ${id}`,
          data: { referrers: named },
        },
      );
  }
  for (const { kind, id } of changes) {
    const goal = kind === 'task' ? tx.get('task', id)?.goal : undefined;
    if (goal !== undefined && !plan.get('goal', goal))
      refuse('referenced', `undoing this would restore the goal ${goal} of a task, which no longer exists`);
  }
  checkPlan(plan, ids, {});
}
