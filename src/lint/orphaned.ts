import type { Call } from '../domain/calls/call.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import { isOpen, type Task } from '../domain/task/task.ts';
import { type FoundFlaw, modify, numberedDescription, rule } from './rule.ts';

export const orphaned = rule<Call>({
  name: 'orphaned',
  means: 'subtasks of closed tasks, and tasks blocked by a deleted or missing task',
  *find({ facts: { queue }, pending, archived }) {
    for (const task of pending) {
      if (task.parent !== undefined) yield* belowClosed(task, task.parent, queue);
      if (task.depends)
        yield* afterDeleted(
          task,
          task.depends.filter((uuid) => !archived.has(uuid)),
          queue,
        );
    }
  },
  mend: ({ detail }) => [detail],
});

function* belowClosed(task: Task, parent: string, queue: TaskQueue): Iterable<FoundFlaw<Call>> {
  const above = queue.get(parent);
  if (above && isOpen(above)) return;
  const why = above
    ? `it is open, but a subtask of ${numberedDescription(above)}, which is ${above.status}`
    : 'it is a subtask of a task that no longer exists';
  yield { task, why, ...(above ? { others: [above] } : {}), detail: modify(task, { parent: '' }) };
}

/** Reports dependencies on deleted tasks. Nobody will do their work, so the task waits until a person decides. */
function* afterDeleted(task: Task, depends: readonly string[], queue: TaskQueue): Iterable<FoundFlaw<Call>> {
  const kept = depends.flatMap((uuid) => queue.get(uuid) ?? []);
  const gone = depends.length - kept.length;
  if (gone > 0)
    yield {
      task,
      why: `it depends on ${gone === 1 ? 'a task that no longer exists' : `${gone} tasks that no longer exist`}`,
      detail: modify(task, { depends: kept.map(({ id }) => id).join(',') }),
    };
  for (const other of kept) {
    if (other.status !== 'deleted') continue;
    const why = `it depends on ${numberedDescription(other)}, which was deleted, not completed`;
    yield { task, why, others: [other], detail: modify(task, { depends: `-${other.id}` }) };
  }
}
