import { ascending } from '../../base/ascending.ts';
import { groupedBy } from '../../base/iterables.ts';
import { holdsUp } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { urgency } from '../../domain/urgency/urgency.ts';
import type { SchedulerSnapshot } from '../snapshot-types.ts';

/** Maximum to which the tasks blocked by a task are counted. A higher count doesn't make a task more urgent. */
const MOST_UNBLOCKED = 200;

/** After this number of starts of younger tasks in a row, the oldest task gets the next place. */
export const PASSED_OVER = 7;

/**
 * Yields tasks in the order of urgency, rounded to two digits. Equally urgent tasks are ordered by the number of tasks
 * that they block, then by age.
 * The tasks of one urgency are sorted when the reader reaches them, and only while `matters` is true. So a reader of
 * the first tasks pays only for these.
 */
export function* ranked(
  tasks: Iterable<Task>,
  { facts, coefficients }: Pick<SchedulerSnapshot, 'facts' | 'coefficients'>,
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
  const equals = groupedBy(tasks, (task) => Math.round(urgency(task, facts, coefficients) * 100));
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
 * Finds the oldest task that has an agent (`able`), if the last {@link PASSED_OVER} starts were all of younger tasks.
 * So every task gets its turn: only finitely many tasks are older.
 */
export function passedOver(
  ready: Iterable<Task>,
  able: (task: Task) => boolean,
  runs: readonly Run[],
  queue: TaskQueue,
): Task | undefined {
  if (runs.length < PASSED_OVER) return undefined;
  const last = runs.slice(-PASSED_OVER).flatMap(({ task }) => queue.get(task) ?? []);
  let oldest: Task | undefined;
  for (const task of ready) {
    if (oldest && byAge(oldest, task) < 0) continue;
    if (last.every((started) => byAge(task, started) < 0) && able(task)) oldest = task;
  }
  return oldest;
}
