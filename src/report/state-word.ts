import type { Facts } from '../domain/queue/facts.ts';
import { isParked, occupies } from '../domain/runs/run-states.ts';
import { type ShownState, shownState } from '../domain/state-words.ts';
import { isElsewhere, isFromOutside, isOffBranch, isStep, type Task } from '../domain/task/task.ts';
import { isBehind } from '../domain/task-date.ts';
import { isWaiting } from '../domain/urgency/readiness.ts';

export type StateWord =
  | 'ready'
  | 'active'
  | 'handed_off'
  | 'elsewhere'
  | 'outside'
  | 'step'
  | 'blocked'
  | 'waiting'
  | 'scheduled'
  | 'parent'
  | 'recurring'
  | 'completed'
  | 'off_branch'
  | 'deleted'
  | Exclude<ShownState, 'merged' | 'discarded'>;

/**
 * Returns the one word for a task's state. If several words apply, the most important counts. While a run works on the
 * task, the word is the shown state of the run. A run that failed, was stopped or was interrupted determines the word until
 * the task is started again.
 */
export function stateWord(task: Task, facts: Facts): StateWord {
  if (isOffBranch(task)) return 'off_branch';
  if (task.status !== 'pending') return task.status;
  const run = facts.latestRun(task.uuid);
  if (run && (occupies(run.state) || (isParked(run.state) && !task.start))) return shownState(run) as StateWord;
  if (task.start) return 'active';
  if (task.handoff) return isElsewhere(task) ? 'elsewhere' : 'handed_off';
  if (isFromOutside(task.awaits)) return 'outside';
  if (isWaiting(task, facts)) return 'waiting';
  if (facts.queue.isBlocked(task)) return 'blocked';
  if (facts.queue.hasOpenSubtasks(task)) return 'parent';
  if (task.scheduled && !isBehind(task.scheduled, facts)) return 'scheduled';
  return isStep(task) ? 'step' : 'ready';
}
