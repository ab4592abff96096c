import { groupedBy } from '../../base/iterables.ts';
import { lazy } from '../../base/lazy.ts';
import type { TaskQueue } from '../../domain/queue/queue.ts';
import type { Run } from '../../domain/records.ts';
import { decidedRun } from '../../domain/runs/attempts/attempts.ts';
import { canStackOn, type RunsByTask, type StackedOn, stackFor } from '../../domain/runs/stack.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Store, Tx } from '../../store/index.ts';
import { isRunHere } from '../processes/run-here.ts';
import { STACK } from '../settings/run-settings.ts';
import { settingOf } from '../settings/settings.ts';

type Records = Pick<Store['state'], 'get' | 'all'> | Pick<Tx, 'get' | 'all'>;
type Queue = Pick<Store, 'dir' | 'address'>;

/** Returns the runs of a queue by id and by task. Reads them once, at the first question. */
export function runsByTask(records: Records): RunsByTask {
  const byTask = lazy(() =>
    groupedBy(
      Array.from(records.all('run'), ([, run]) => run),
      ({ task }) => task,
    ),
  );
  return {
    get: (id) => records.get('run', id),
    decided: (task) => decidedRun(byTask().get(task) ?? []),
    isClosed: (task) => records.get('task', task)?.status !== 'pending',
  };
}

/**
 * Returns a function that finds the unmerged result from which a run of a blocked task may start: one of a repository
 * whose setting allows stacks, with its worktree on this machine.
 */
export function stacksIn(
  records: Records,
  queue: () => TaskQueue,
  place: Queue,
): (task: Task) => StackedOn | undefined {
  const runs = runsByTask(records);
  const isUsable = (run: Run) => settingOf(records, STACK, run.repository) === true && isRunHere(run, place);
  // Most queues have no such result. Then a filter over thousands of blocked tasks asks for nothing else.
  const isAny = lazy(() => {
    for (const [, run] of records.all('run')) if (canStackOn(run) && isUsable(run)) return true;
    return false;
  });
  return (task) => (isAny() ? stackFor(task, { queue: queue(), runs, isUsable }) : undefined);
}
