import type { ErrorCode } from '../../../domain/errors.ts';

/** The codes of refusals that are about the words of a line. Only these get another line. */
export const OF_WORDS: ReadonlySet<ErrorCode> = new Set(['usage', 'invalid', 'filter', 'date', 'not-found']);

/**
 * What is wrong with the words of a line, in the data of its refusal. `right-words.ts` corrects the line by it:
 * - `bare`: a flag without its value
 * - `valued`: a flag that takes no value
 * - `twice`: a flag of one value that was given twice
 * - `useless`: a flag that is known, but has no use in this line
 * - `surplus`: words without a place
 * - `unquoted`: a text of several words that should be one
 * - `instead`: words that others replace
 */
export type Slip =
  | { kind: 'bare' | 'valued' | 'twice' | 'useless'; field: string }
  | { kind: 'surplus' | 'unquoted'; words: readonly string[] }
  | { kind: 'instead'; words: readonly string[]; by: readonly string[] };
