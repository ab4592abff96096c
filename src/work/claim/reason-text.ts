import { claimRefusal } from '../../claims/index.ts';
import { fullDate } from '../../domain/date-in-zone.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Reason } from './eligibility.ts';
import { type claimReader, type OfTask, wordedReason } from './refusals.ts';

/**
 * Formats a reason as a sentence. It has its own file, so that the check before each edit doesn't load code for dates.
 */
export function reasonText(task: Task, reason: Reason, around: ReturnType<typeof claimReader>): string {
  if ('blockers' in reason) return claimRefusal(reason.blockers, around).message;
  return `it ${reasonPhrase(task, reason, around)}`;
}

/** Formats a reason as a predicate of the task. */
export const reasonPhrase = (task: Task, reason: OfTask, around: ReturnType<typeof claimReader>): string =>
  wordedReason(task, reason, { ...around, when: (instant) => fullDate(instant, around.zone) }).phrase;
