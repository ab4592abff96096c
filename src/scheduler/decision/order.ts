import { ascending } from '../../base/ascending.ts';
import { groupedBy } from '../../base/iterables.ts';
import { holdsUp } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { urgency } from '../../domain/urgency/urgency.ts';
import type { SchedulerSnapshot } from '../snapshot-types.ts';

/** Maximum for counting the tasks that a task blocks. A higher count doesn't make a task more urgent. */
const MOST_UNBLOCKED = 200;

/** Number of successive starts of younger tasks after which the oldest task starts next. */
export const PASSED_OVER = 7;

/** A rank above that of every urgency. */
const PREFERRED = 1e12;

/**
 * Yields the tasks of the preferred goal first. Then yields tasks by urgency, rounded to two digits. Equally urgent tasks are ordered by the number of tasks that they
 * block, then by age. Tasks of one urgency are sorted when the iteration reaches them, and only if `matters` returns
 * true. So reading only the first tasks is cheap.
 */
export function* ranked(
  tasks: Iterable<Task>,
  { facts, coefficients, preferred }: Pick<SchedulerSnapshot, 'facts' | 'coefficients' | 'preferred'>,
  matters: () => boolean = () => true,
): Iterable<Task> {
  const counts = new Map<Task, number>();
  const waiting = (task: Task) => {
    const known = counts.get(task);
    if (known !== undefined) return known;
    const count = holdsUp(facts.queue, task, MOST_UNBLOCKED);
    counts.set(task, count);
    return count;
  };
  const rankOf = (task: Task) => Math.round(urgency(task, facts, coefficients) * 100);
  const equals = groupedBy(tasks, (task) => rankOf(task) + (preferred?.has(task) ? PREFERRED : 0));
  for (const rank of Float64Array.from(equals.keys()).sort().reverse()) {
    const next = equals.get(rank)!;
    if (matters()) next.sort((a, b) => waiting(b) - waiting(a) || byAge(a, b));
    yield* next;
  }
}

/** Compares by age, the oldest task first. */
export function byAge(a: Task, b: Task): number {
  return ascending(a.entry, b.entry) || a.id - b.id || ascending(a.uuid, b.uuid);
}

/**
 * Finds the oldest open task that an agent could start (`able`), if the last {@link PASSED_OVER} starts were all of younger tasks.
 * So every task starts at some time, because only a limited number of tasks is older.
 */
export function passedOver(
  open: Iterable<Task>,
  able: (task: Task) => boolean,
  runs: readonly Run[],
  queue: TaskQueue,
): Task | undefined {
  if (runs.length < PASSED_OVER) return undefined;
  const last = runs.slice(-PASSED_OVER).flatMap(({ task }) => queue.get(task) ?? []);
  let oldest: Task | undefined;
  for (const task of open) {
    if (oldest && byAge(oldest, task) < 0) continue;
    if (last.every((started) => byAge(task, started) < 0) && able(task)) oldest = task;
  }
  return oldest;
}
