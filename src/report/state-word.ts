import type { Facts } from '../domain/facts.ts';
import type { Task } from '../domain/task.ts';

export type StateWord =
  | 'ready'
  | 'active'
  | 'blocked'
  | 'waiting'
  | 'scheduled'
  | 'parent'
  | 'recurring'
  | 'completed'
  | 'deleted';

/** The one word that says where a task stands now, the strongest reason first. */
export function stateWord(task: Task, facts: Facts): StateWord {
  if (task.status !== 'pending') return task.status;
  if (task.start) return 'active';
  if (task.wait && task.wait > facts.instant) return 'waiting';
  if (facts.queue.isBlocked(task)) return 'blocked';
  if (facts.queue.hasOpenSubtasks(task)) return 'parent';
  if (task.scheduled && task.scheduled >= facts.instant) return 'scheduled';
  return 'ready';
}
