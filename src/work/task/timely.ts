import type { Task } from '../../domain/task.ts';
import type { Store } from '../../store/index.ts';

const followed = new WeakMap<Store, ReadonlyMap<string, Task>>();

/**
 * The tasks that time alone can change: recurrence templates, and pending tasks with an `until`. Found once for a store and
 * followed from then on, so that the question costs nothing at the door of every command. Inside a transaction they are as it sees them.
 */
export function timelyTasks(store: Store): Iterable<Task> {
  const known = followed.get(store) ?? follow(store);
  return known.values();
}

function follow(store: Store): ReadonlyMap<string, Task> {
  const tasks = new Map<string, Task>();
  const take = (uuid: string, task: Task | undefined) => {
    if (task && isTimely(task)) tasks.set(uuid, task);
    else tasks.delete(uuid);
  };
  store.index({
    reset(state) {
      tasks.clear();
      for (const [uuid, task] of state.all('task')) take(uuid, task);
    },
    apply(kind, uuid, _, task) {
      if (kind === 'task') take(uuid, task as Task | undefined);
    },
  });
  followed.set(store, tasks);
  return tasks;
}

function isTimely({ status, until }: Task): boolean {
  return status === 'recurring' || (status === 'pending' && until !== undefined);
}
