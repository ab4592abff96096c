import { shellWord } from '../../../base/shell-word.ts';
import { isShort } from './global-flags.ts';

/** Returns the line to type, with words in its places. A row with `&&` has two lines. */
export function suggestedLine(row: string, words: readonly string[]): string {
  const lines = row.split(' && ').map((line) => ['backlog', ...filled(line, words, true).map(shellWord)].join(' '));
  return lines.join(' && ');
}

/** Puts words into the places of a line, and the others after it, unless `only` the places count. */
export function filled(line: string, words: readonly string[], only = false): string[] {
  const rest = only ? withoutLetters(words) : [...words];
  const taken = new Map<string, string | undefined>();
  const take = (place: string) => {
    if (!taken.has(place)) taken.set(place, rest.splice(firstPlain(rest), 1)[0]);
    return taken.get(place);
  };
  for (let n = 1; n <= Math.max(0, ...(line.match(/(?<=\$)\d/g) ?? []).map(Number)); n++) take(`$${n}`);
  const all: string[] = [];
  const isChange =
    /^modify .*\$1/.test(line) && taken.get('$1') !== undefined && firstPlain(rest) === 0 && rest.length === 0;
  for (const part of line.match(/"[^"]*"|\S+/g) ?? []) {
    const value = part === '"…"' ? textOf(rest) : withPlaces(part, take);
    if (value !== undefined) all.push(value);
    // Without its value, the line would change nothing.
    else if (only && isChange && all.at(-1)?.startsWith('--'))
      all.push(withPlaces(part, (place) => take(place) ?? '…')!);
    else if (all.at(-1)?.startsWith('--')) all.pop();
  }
  return only ? all : [...all, ...rest];
}

/** Flags whose values are no words of a suggestion: a number, an address of a machine, or a secret. */
const SETTINGS_OF_PROGRAM = /^--(?:port|host|token|key|user|password|limit|num|count|max|timeout|format|depth)$/;

/** Removes flags with a letter or of a program, and their values, which a suggestion leaves out. */
function withoutLetters(words: readonly string[]): string[] {
  const isLeft = (word = '') => isShort(word) || SETTINGS_OF_PROGRAM.test(word);
  return words.filter((word, i) => !isLeft(word) && !isLeft(words[i - 1]));
}

function bare(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1) : part;
}

/**
 * Puts words into the places of a part, such as `-$1,+$2`. `$2:s` is the word with the unit s if it is a bare number.
 * Undefined if a word is missing.
 */
function withPlaces(part: string, take: (place: string) => string | undefined): string | undefined {
  const isMissing = part.match(/\$\d/g)?.some((place) => take(place) === undefined);
  if (isMissing) return undefined;
  const text = bare(part).replace(/(\$\d)(?::(\w+)$)?/g, (_, place: string, unit?: string) =>
    withUnit(take(place)!, unit),
  );
  // A word can have a sign of its own: `tag 1 +bug` and `tag 1 -bug`, but `untag 1 +bug` removes the tag.
  if (!/^[+-]\$\d$/.test(part)) return text;
  // Each element of a list has the sign.
  return text
    .slice(1)
    .split(',')
    .map((word) => `${text[0]}${word}`.replace(/^(?:\+([+-])|(-)[+-])(?=[^+-])/, '$1$2'))
    .join(',');
}

/**
 * Adds a unit to a bare number. A word with a unit of its own, or a place without one, stays. The unit `work` depends on the
 * number: nobody estimates 5 seconds.
 */
export function withUnit(word: string, unit = ''): string {
  if (!/^\d+$/.test(word)) return word;
  return `${word}${unit === 'work' ? unitOfWork(Number(word)) : unit}`;
}

/** Returns the unit of a length of work without one: 5 are hours, 90 are minutes, and 3600 are seconds of a program. */
const unitOfWork = (number: number): string => (number <= 40 ? 'h' : number < 1000 ? 'min' : 's');

/** Removes the words before the first flag, and those behind `--`, and returns them as one text. */
function textOf(rest: string[]): string | undefined {
  const end = rest.findIndex((word) => word.startsWith('--'));
  const isBehind = rest[end] === '--';
  const said = rest.splice(0, end < 0 || isBehind ? rest.length : end);
  const text = said.filter((word, at) => !(isBehind && at === end && word === '--')).join(' ');
  return text === '' ? undefined : text;
}

/** Returns the position of the first word that is no flag. */
export function firstPlain(words: readonly string[]): number {
  const at = words.findIndex((word) => !word.startsWith('--') && !isShort(word));
  return at < 0 ? words.length : at;
}

/** Returns the words that a line doesn't have, neither alone nor as a part of a word such as `+web`. */
export function lostIn(line: string, words: readonly string[]): string[] {
  const isKept = (word: string) => line.includes(word) && new RegExp(`(?<!\\w)${literal(word)}(?!\\w)`).test(line);
  const isAll = (word: string) => word.includes(',') && word.split(',').every(isKept);
  return words.filter((word) => !isKept(word) && !isAll(word) && !line.includes(shellWord(word)));
}

/**
 * Returns the flags that a line doesn't have, with their values. A flag whose value the line has is another flag in it:
 * `--parallel 2` is `--agents 2`.
 */
export function lostFlags(line: string, words: readonly string[]): string[] {
  const groups = words.reduce<string[][]>((all, word) => {
    if (word.startsWith('-') || all.length === 0) all.push([word]);
    else all.at(-1)!.push(word);
    return all;
  }, []);
  return groups.flatMap((group) => {
    const lost = lostIn(line, group);
    return lost.length === 1 && group.length > 1 && lost[0] === group[0] ? [] : lost.length > 0 ? group : [];
  });
}

const literal = (word: string) => word.replace(/[^\w\s]/g, '\\$&');
