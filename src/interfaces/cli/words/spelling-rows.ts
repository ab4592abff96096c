import { ownProperty } from '../../../base/own-property.ts';
import { isIds, isSelection } from '../../../commands/task/select-words.ts';
import { firstPlain } from './line-places.ts';
import { resolveCommand } from './resolve.ts';
import { flagsInPlaces, tagsTogether } from './spellings/flags-in-places.ts';
import { nounOfOther } from './spellings/verbs.ts';
import { ALONE, LINES } from './spellings.ts';

/** A row of a table of spellings for the beginning of a line. */
export interface SpellingRow {
  line: string;
  /** The replaced words. */
  said: string;
  rest: readonly string[];
}

/** Returns the row of {@link ALONE} for a line with one word. Flags may follow it. */
export function aloneRow([said = '', ...rest]: readonly string[]): SpellingRow | undefined {
  const line = ownProperty(ALONE, said);
  return line === undefined || firstPlain(rest) < rest.length ? undefined : { line, said, rest };
}

/** Returns the row of {@link LINES} for a line. @param plain the same words with Backlog's noun */
export function lineRow(
  words: readonly string[],
  plain: readonly string[] = withOwnNoun(words),
): SpellingRow | undefined {
  return rowOf(LINES, words) ?? rowOf(LINES, plain) ?? rowBehind(plain);
}

/** Returns the words with Backlog's noun, and without a noun that Backlog omits. */
export function withOwnNoun(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  const noun = nounOfOther(first);
  if (noun === undefined || (noun === '' && rest.length === 0 && first === 'backlog')) return words;
  if (noun !== '' && (rest.length === 0 || isSelection(rest[0]!))) return [`${noun}s`, ...rest];
  if (rest.length === 0) return ['list'];
  return noun === '' ? rest : [noun, ...rest];
}

/** Maximum number of words at the beginning of a row's line. */
const MOST_WORDS = 3;

/** Returns the row with the most words at the beginning of the line. Undefined if a command's name is as long. */
export function rowOf(table: Readonly<Record<string, string>>, words: readonly string[]): SpellingRow | undefined {
  const least = namedBy(words);
  for (let count = Math.min(MOST_WORDS, words.length); count > least; count--) {
    const said = words.slice(0, count).join(' ');
    const spellings = [said, said.replace(/^(\w+)s /, '$1 ')];
    const keys = isIds(words[count] ?? '') ? [...spellings.map((key) => `${key} #`), ...spellings] : spellings;
    const line = keys.map((key) => ownProperty(table, key)).find((found) => found !== undefined);
    if (line !== undefined)
      return { line, said, rest: idFirst(line, tagsTogether(line, flagsInPlaces(line, words.slice(count)))) };
  }
  return undefined;
}

/** Puts the task of a change before its value: `label add docs 2`. */
function idFirst(line: string, words: readonly string[]): readonly string[] {
  const [value = '', id = '', ...others] = words;
  const isSwapped = /^modify \$1 .*\$2$/.test(line) && isIds(id) && !isSelection(value) && others.length === 0;
  return isSwapped && !value.startsWith('-') ? [id, value] : words;
}

/** Returns the row for a line in Taskwarrior's order: `12 append more text`. Its selection becomes one word. */
function rowBehind(words: readonly string[]): SpellingRow | undefined {
  const count = words.findIndex((word) => !isSelection(word));
  const row = count > 0 ? rowOf(LINES, words.slice(count)) : undefined;
  const selection = words.slice(0, count);
  return row && { ...row, rest: [selection.join(selection.every(isIds) ? ',' : ' '), ...row.rest] };
}

/** Returns the number of words that name a command */
export function namedBy(words: readonly string[]): number {
  return resolveCommand(words)?.said.split(' ').length ?? 0;
}
