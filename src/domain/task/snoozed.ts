import type { Instant } from '../instant.ts';
import { versionOf } from '../record-version.ts';
import type { Snooze } from '../records.ts';
import type { Task } from './task.ts';

/** Checks whether an item of a task is snoozed. A new question or result of the same run is another item. */
export function isSnoozed(
  item: Readonly<{ why: string; run?: string; since: Instant }>,
  task: Task,
  snooze: Snooze | undefined,
  now: Instant,
): boolean {
  const { why, run, since } = item;
  if (!snooze?.items.some((known) => known.why === why && known.run === run && known.since === since)) return false;
  return snooze.until === undefined ? versionOf(task) === snooze.version : now < snooze.until;
}
