import { isFromOutside } from '../../domain/task/task.ts';
import type { Store } from '../../store/index.ts';

/** Checks whether a task has text from outside now. A person can accept it, and its service can change it, during a run. */
export function isTaskFromOutside(state: Pick<Store['state'], 'get'>, task: string | undefined): boolean {
  return task !== undefined && isFromOutside(state.get('task', task)?.awaits);
}
