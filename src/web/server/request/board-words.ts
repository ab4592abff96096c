import { inWordsOfLine } from '../../../commands/line-words.ts';
import { inDoorWords } from '../../../domain/calls/door.ts';
import type { BacklogError } from '../../../domain/errors.ts';

/** The text of the board's button for a command. Errors name this button instead of a command line. */
export const BUTTONS: Readonly<Record<string, string>> = {
  run_start: 'Run',
  run_stop: 'Stop',
  run_resume: 'Resume',
  run_retry: 'Retry',
  run_discard: 'Discard',
  run_handoff: 'Give to a person',
  run_approve: 'Approve',
  run_merge_now: 'Merge now',
  run_withdraw: 'Withdraw approval',
  run_revert: 'Revert',
  run_request_changes: 'Request changes',
  review_send: 'Request changes',
  run_answer: 'Answer',
  run_push: 'Send again',
  run_merged: 'Mark as merged',
  task_start: 'Start',
  task_stop: 'Stop',
  task_done: 'Complete',
  task_delete: 'Delete',
  task_undo: 'Undo',
};

/** Rewrites an error for a person at a page of the board. */
export function inWordsOfBoard(error: BacklogError): BacklogError {
  return inWordsOfLine(error, BUTTONS);
}

/** Rewrites an error for a program that calls the API, where commands are paths. */
export function inWordsOfApi(error: BacklogError): BacklogError {
  if (error.hint === undefined) return error;
  return Object.create(error, { hint: { value: inDoorWords('web', error.hint) } }) as BacklogError;
}
