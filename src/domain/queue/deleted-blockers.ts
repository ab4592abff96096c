import { type Task, taskName } from '../task/task.ts';

/** Returns the deleted ones of the tasks for which a task waits. Nobody will do them, so a person decides. */
export function deletedOf(blockers: readonly Task[]): Task[] {
  return blockers.filter(({ status }) => status === 'deleted');
}

/** Names deleted blockers, and says what became of them. */
export function deletedText(deleted: readonly Task[]): string {
  return `${deleted.map(taskName).join(', ')} ${deleted.length === 1 ? 'was' : 'were'} deleted, not completed`;
}

/** Returns the two ways on for a task that waits for deleted ones, with commands as in the command table. */
export function deletedStep({ id }: Pick<Task, 'id'>, deleted: readonly Task[]): string {
  const without = deleted.map((one) => `-${one.id}`).join(',');
  const back = deleted.map((one) => one.id).join(',');
  return `do it without: task_modify ${id} --depends ${without}; or bring it back: task_modify ${back} --status pending`;
}
