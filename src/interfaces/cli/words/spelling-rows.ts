import { ownProperty } from '../../../base/own-property.ts';
import { isIds, isSelection } from '../../../commands/task/select-words.ts';
import { FIELD_WORDS } from '../../../domain/fields/words-elsewhere.ts';
import { flagIn } from './global-flags.ts';
import { firstPlain, withUnit } from './line-places.ts';
import { resolveCommand } from './resolve.ts';
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

/** Checks whether more words are behind a row's words than its line has places for: `handoff 5 to ben`. */
export function hasMoreThanPlaces({ line, rest }: SpellingRow): boolean {
  const places = new Set(line.match(/\$\d|"…"/g)).size;
  return places > 0 && rest.filter((word) => !word.startsWith('-')).length > places;
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

/** Flags of other programs whose values are words of Backlog's line, with the places of these words. */
const PLACES: Readonly<Record<string, number>> = {
  task: 1,
  id: 1,
  input: 1,
  depends_on: 2,
  prompt: 2,
  name: 2,
  alias: 1,
};

/** Lines whose first word is a task, also without a place for it. */
const OF_TASK = /^(modify|annotate|info|doc) /;

/** Joins several tags behind a task to one list: `tag 2 +bug -docs`. */
function tagsTogether(line: string, words: readonly string[]): readonly string[] {
  if (!/--tags [+-]\$2$/.test(line)) return words;
  const from = words.findIndex((word) => !isIds(word));
  const end = words.findIndex((word) => word.startsWith('--'));
  const tags = from > 0 ? words.slice(from, end < 0 ? undefined : end) : [];
  // `label add 1 web urgent` could also be two tasks and a tag.
  return tags.length < 2 || !tags.every((tag) => /^[+-]|,/.test(tag))
    ? words
    : [...words.slice(0, from), tags.join(','), ...words.slice(from + tags.length)];
}

/**
 * Moves the values of such flags to their places among the words of a line: the task of `label attach ui --task 4` and
 * `add-dependency --id=2 --depends-on=1`.
 */
function flagsInPlaces(line: string, words: readonly string[]): readonly string[] {
  const placed: Record<number, string[]> = { 1: [], 2: [] };
  const others: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const flag = flagIn(words[at]!);
    const place = flag && placeOf(flag.name, line);
    const value = flag?.inline ?? words[at + 1];
    if (!flag || place === undefined || value === undefined) {
      others.push(words[at]!);
      continue;
    }
    placed[place]!.push(withUnit(value, ownProperty(UNITS, flag.name)));
    if (flag.inline === undefined) at++;
  }
  return others.length === words.length ? words : [...placed[1]!, ...others, ...placed[2]!];
}

/** Flags for a number of days and others, where the line has a date: `defer 2 --days 3`. */
const UNITS: Readonly<Record<string, string>> = { hours: 'h', days: 'd', weeks: 'w', months: 'mo' };

/** Words before a value that name no field. */
const BEFORE_VALUE: ReadonlySet<string> = new Set(['to', 'until', 'till', 'on', 'at', 'for', 'with', 'value', 'date']);

/** Checks whether a flag has the value of the line's own flag: `assign 2 --assignee anna`, `defer 2 --until monday`. */
function isOwnFlag(name: string, line: string): boolean {
  const [, field] = /--(\w+) (?:[+-]?\$2|"…")/.exec(line) ?? [];
  return field !== undefined && (BEFORE_VALUE.has(name) || (ownProperty(FIELD_WORDS, name) ?? name) === field);
}

function placeOf(name: string, line: string): number | undefined {
  if (Object.hasOwn(UNITS, name)) return /--(?:scheduled|wait|due) (?:\$2|"…")/.test(line) ? 2 : undefined;
  const place = isOwnFlag(name, line) ? 2 : ownProperty(PLACES, name);
  const hasPlace = line.includes(`$${place}`) || (place === 2 && line.includes('"…"'));
  return hasPlace || (name === 'task' && OF_TASK.test(`${line} `)) ? place : undefined;
}
