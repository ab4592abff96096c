import { inWordsOfLine } from '../../../commands/line-words.ts';
import { BUTTONS } from '../../../domain/calls/buttons.ts';
import { inDoorWords } from '../../../domain/calls/door.ts';
import type { BacklogError } from '../../../domain/errors.ts';

/** Rewrites an error for a person at a page of the board. */
export function inWordsOfBoard(error: BacklogError): BacklogError {
  return inWordsOfLine(error, BUTTONS);
}

/** Rewrites an error for a program that calls the API, where commands are paths. */
export function inWordsOfApi(error: BacklogError): BacklogError {
  if (error.hint === undefined) return error;
  return Object.create(error, { hint: { value: inDoorWords('web', error.hint) } }) as BacklogError;
}
