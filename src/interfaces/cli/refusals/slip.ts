import { inputOf } from '../../../domain/calls/door.ts';
import { type ErrorCode, refuse } from '../../../domain/errors.ts';

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

/** Refuses a flag without a value. @param flag the flag behind it, which is a value only with a `=` before it */
export function refuseBare(field: string, message: string, flag?: string): never {
  const hint = flag && `${flag} is a flag. As a text, write \`${inputOf('cli', field)}=${flag}\`.`;
  return refuse('usage', message, { ...(hint && { hint }), ...dataOf({ kind: 'bare', field }) });
}

export function takesNoValue(field: string, value: string): never {
  const said = `${inputOf('cli', field)} takes no value, received "${value}"`;
  return refuse('usage', said, dataOf({ kind: 'valued', field }));
}

export function refuseTwice(field: string, first: unknown, second: unknown): never {
  const said = `${inputOf('cli', field)} was given twice: ${String(first)} and ${String(second)}`;
  return refuse('usage', said, dataOf({ kind: 'twice', field }));
}

/** Refuses a known flag that has no use in this line. */
export function refuseUseless(field: string, message: string, hint?: string): never {
  return refuse('usage', message, { ...(hint && { hint }), ...dataOf({ kind: 'useless', field }) });
}

/** Refuses words that others replace. */
export function refuseInstead(words: readonly string[], by: readonly string[], message: string, hint: string): never {
  return refuse('usage', message, { hint, ...dataOf({ kind: 'instead', words, by }) });
}

/** Returns the data of a refusal of words without a place. */
export const surplusData = (words: readonly string[]) => ({
  received: words.join(' '),
  slip: { kind: 'surplus', words } satisfies Slip,
});

const dataOf = (slip: Slip) => ({ data: { slip } });
