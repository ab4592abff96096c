import { ownProperty } from '../../../../base/own-property.ts';
import { isIds } from '../../../../commands/task/select-words.ts';
import { FIELD_WORDS } from '../../../../domain/fields/words-elsewhere.ts';
import { flagIn } from '../global-flags.ts';
import { withUnit } from '../line-places.ts';

/** Flags of other programs whose values are words of Backlog's line, with the places of these words. */
const PLACES: Readonly<Record<string, number>> = { task: 1, id: 1, input: 1, depends_on: 2, prompt: 2, name: 2 };

/** Lines whose first word is a task, also without a place for it. */
const OF_TASK = /^(modify|annotate|info|doc) /;

/** Joins several tags behind a task to one list: `tag 2 +bug -docs`. */
export function tagsTogether(line: string, words: readonly string[]): readonly string[] {
  if (!/--tags [+-]\$2$/.test(line)) return words;
  const from = words.findIndex((word) => !isIds(word));
  const end = words.findIndex((word) => word.startsWith('--'));
  const tags = from > 0 ? words.slice(from, end < 0 ? undefined : end) : [];
  return tags.length < 2 ? words : [...words.slice(0, from), tags.join(','), ...words.slice(from + tags.length)];
}

/**
 * Moves the values of such flags to their places among the words of a line: the task of `label attach ui --task 4` and
 * `add-dependency --id=2 --depends-on=1`.
 */
export function flagsInPlaces(line: string, words: readonly string[]): readonly string[] {
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
