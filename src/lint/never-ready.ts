import { dayOf, endOfDate, startOfDate } from '../domain/date-in-zone.ts';
import { unmetDependencies } from '../domain/queue/graph.ts';
import { openSubtasks } from '../domain/task/readiness.ts';
import type { Task } from '../domain/task/task.ts';
import { type FoundFlaw, modify, numberedDescription, rule } from './rule.ts';

/** The task that the fix changes, and the new values of its fields. */
interface Detail {
  of: Task;
  fields: Readonly<Record<string, string>>;
}

export const neverReady = rule<Detail>({
  name: 'never-ready',
  means: 'tasks that can never become ready, or not in time',
  *find({ facts: { queue, zone }, pending }) {
    for (const task of pending) {
      if (task.scheduled !== undefined || task.wait !== undefined) yield* late(task, zone);
      if (queue.isBlocked(task))
        for (const on of unmetDependencies(queue, task)) if (on.status === 'recurring') yield endless(task, on);
      if (queue.hasOpenSubtasks(task))
        for (const part of openSubtasks(queue, task))
          if (part.status === 'recurring')
            yield { ...endless(task, part), detail: { of: part, fields: { parent: '' } } };
    }
  },
  mend: ({ detail: { of, fields } }) => [modify(of, fields)],
});

function endless(task: Task, on: Task): FoundFlaw<Detail> {
  const why = `it is blocked by ${numberedDescription(on)}, which recurs and is never completed`;
  return { task, why, others: [on], detail: { of: task, fields: { depends: `-${on.id}` } } };
}

/** Reports a task that can start only after its last day: `scheduled` or `wait` is later than `until` or `due`. */
function* late(task: Task, zone: string): Iterable<FoundFlaw<Detail>> {
  for (const begin of ['scheduled', 'wait'] as const) {
    for (const end of ['until', 'due'] as const) {
      const [from, to] = [task[begin], task[end]];
      if (from === undefined || to === undefined || startOfDate(from, zone) <= endOfDate(to, zone)) continue;
      const ends = end === 'until' ? `is deleted ${dayOf(to, zone)}` : `is due ${dayOf(to, zone)}`;
      const why = `it ${ends} and ${begin === 'wait' ? 'is hidden until' : 'is not ready before'} ${dayOf(from, zone)}`;
      yield { task, why, detail: { of: task, fields: { [begin]: '' } } };
    }
  }
}
