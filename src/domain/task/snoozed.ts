import type { Instant } from '../instant.ts';
import { versionOf } from '../record-version.ts';
import type { Snooze } from '../records.ts';
import type { Task } from './task.ts';

/** Checks whether an item of a task is snoozed. */
export function isSnoozed(
  item: Readonly<{ why: string; run?: string; since: Instant }>,
  task: Task,
  snooze: Snooze | undefined,
  now: Instant,
): boolean {
  const known = snooze?.items.find(({ why, run }) => why === item.why && run === item.run);
  if (!snooze || !known) return false;
  if (snooze.until !== undefined) return now < snooze.until;
  return known.since === item.since && versionOf(task) === snooze.version;
}
