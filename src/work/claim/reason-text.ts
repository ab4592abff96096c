import { type ClaimWords, claimRefusal } from '../../claims/index.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import { formatFull } from '../../time/index.ts';
import type { Reason } from './eligibility.ts';
import { wordedReason } from './refusals.ts';

/** Words any reason against having a task as a sentence about it, for a list. Apart from the errors, since the check of an edit loads no dates. */
export function reasonText(task: Task, reason: Reason, around: ClaimWords & { zone: string }): string {
  if ('blockers' in reason) return claimRefusal(reason.blockers, around).message;
  return `it ${wordedReason(task, reason, (instant) => formatFull(fromInstant(instant), around.zone)).phrase}`;
}
