import { ascending } from '../../base/ascending.ts';
import { groupedBy } from '../../base/iterables.ts';
import { holdsUp } from '../../domain/queue/graph.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { urgency } from '../../domain/urgency/urgency.ts';
import type { SchedulerSnapshot } from '../snapshot-types.ts';

/** Tasks that wait for one are counted up to this number: more is no more urgent. */
export const MOST_UNBLOCKED = 200;

/** After so many starts of younger tasks in a row, the next place is the oldest one's. */
export const PASSED_OVER = 7;

/**
 * The most urgent first; of those that are equally urgent to two digits, the one that more wait for, then the older one. Who needs only the
 * first pays only for them: the equally urgent are put in order when their turn comes, and not any more once the order matters to nobody.
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

/** The longest in the queue first. */
export function byAge(a: Task, b: Task): number {
  return ascending(a.entry, b.entry) || a.id - b.id || ascending(a.uuid, b.uuid);
}

/**
 * The task whose turn it is although others are more urgent: the oldest for which there is somebody (`able`), once the last {@link PASSED_OVER} starts were
 * all of younger tasks. So every task has its turn, whatever else comes in: the older ones before it are finitely many.
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
