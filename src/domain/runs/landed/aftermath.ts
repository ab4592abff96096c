import { DAY_MS } from '../../../base/day.ts';
import { fromInstant } from '../../instant.ts';
import type { Run } from '../../records.ts';
import type { Task } from '../../task/task.ts';

/** How long after a merge a revert or a fix counts against it, in days. */
export const AFTERMATH_DAYS = 14;
const AFTERMATH_MS = AFTERMATH_DAYS * DAY_MS;

/** Checks whether something happened after a merge, and within {@link AFTERMATH_DAYS}. */
export function isSoonAfter(merged: Run['merged'], at: string | undefined): boolean {
  if (!merged || at === undefined) return false;
  const since = fromInstant(at) - fromInstant(merged.at);
  return since >= 0 && since <= AFTERMATH_MS;
}

/**
 * Returns a function that finds the run that fixed a merged result. A fix is a run that merged within
 * {@link AFTERMATH_DAYS} after it: a later one of the same task, one of a task that was discovered from it, or one of a bug
 * that links to it. The report on results, the ledger of autonomy and its replay ask here.
 * @param runs all runs
 */
export function fixesAmong(
  runs: Iterable<Run>,
  taskOf: (uuid: string) => Pick<Task, 'type' | 'links'> | undefined,
): (run: Run) => Run | undefined {
  const merges = new Map<string, Run[]>();
  for (const run of runs) {
    if (!run.merged) continue;
    for (const uuid of new Set([run.task, ...aboutOf(taskOf(run.task))]))
      merges.set(uuid, [...(merges.get(uuid) ?? []), run]);
  }
  return (run) =>
    merges
      .get(run.task)
      ?.filter((other) => other.id !== run.id && isAfter(run, other) && isSoonAfter(run.merged, other.merged?.at))
      .sort((a, b) => (a.merged!.at < b.merged!.at ? -1 : 1))[0];
}

/** Of two runs of a task that merged within a millisecond, the later attempt is the fix. */
function isAfter(run: Run, other: Run): boolean {
  if (other.merged!.at !== run.merged?.at) return true;
  return other.task === run.task && other.attempt > run.attempt;
}

/** Returns the tasks to which a task is a fix. */
function aboutOf(task: Pick<Task, 'type' | 'links'> | undefined): string[] {
  const isFix = ({ type }: NonNullable<Task['links']>[number]) => type === 'discovered-from' || task?.type === 'bug';
  return (task?.links ?? []).filter(isFix).map(({ uuid }) => uuid);
}
