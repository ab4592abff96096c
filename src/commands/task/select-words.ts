import { WORDED_ID } from '../../domain/task/source-refs.ts';

/** Checks whether the word is an id, a range, a list of numbers, or a UUID. */
export function isIds(word: string): boolean {
  return IDS.test(word);
}

/** Checks whether the word is a range as other programs write it: `2..4`. */
export const isDottedRange = (word: string): boolean => /^#?\d+\.\.#?\d+$/.test(word);

const IDS = new RegExp(`^#?\\d+([-,]#?\\d+)*,?$|^${WORDED_ID}(,${WORDED_ID})*,?$|^[0-9a-f]{8}[0-9a-f-]*$`, 'i');

/**
 * Matches the beginning of a filter term, which can't be a command: `+READY`, `-late`, `@mine`, `(`, `project:`,
 * `due.before:`, `3-5`.
 */
export const TERM =
  /^[+@](?=\w)|^-(?=\w{2})|^\($|^\(\S|^\/[^/\s]+\/$|^[a-z_]+(\.[a-z_]+)*(:|[<>=!]=?)|^#?\d+([-,]#?\d+)+$/;

/** Checks whether the word selects tasks: an id, a filter term, or an operator between terms. */
export function isSelection(word: string): boolean {
  return isIds(word) || TERM.test(word) || OPERATOR.test(word);
}

const OPERATOR = /^(and|or|xor|not|!|\))$/;

/** Matches the word after a plural noun such as `tasks` if it isn't a verb: empty, a flag, or a selection. */
export const SELECTION = new RegExp(
  `^$|^--|^-[a-z]$|${[IDS, TERM, OPERATOR].map(({ source }) => source).join('|')}`,
  'i',
);
