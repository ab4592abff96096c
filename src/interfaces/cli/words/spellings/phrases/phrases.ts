import { groupedBy } from '../../../../../base/iterables.ts';
import { lazy } from '../../../../../base/lazy.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { isDottedRange, isIds } from '../../../../../commands/task/select-words.ts';
import { refuse } from '../../../../../domain/errors.ts';
import type { Clock } from '../../../../../time/index.ts';
import { withFlags } from '../../flags/with-flags.ts';
import { flagIn, isGlobal, takesGlobal } from '../../global-flags.ts';
import { lostIn } from '../../line-places.ts';
import { idsIn } from '../../several.ts';
import { TEXT_VERBS } from '../plain-ids.ts';
import { RUN_ID } from '../program.ts';
import { isOmittedNoun } from '../verbs.ts';
import { checkWordsBehind } from '../words-behind.ts';
import { checkFieldChanges } from './field-changes.ts';
import type { Phrase } from './phrases-elsewhere.ts';
import { PHRASES } from './phrases-own.ts';
import { checkSpokenLists } from './spoken-lists.ts';
import { checkNightHours, checkSpokenRuns } from './spoken-runs.ts';
import { checkAddedAgent, checkRule, checkSchedule, checkTexts } from './texts-elsewhere.ts';

/** Words for the end of a program. There is nothing to exit: each line of Backlog ends. */
const ENDS = /^(?:exit|quit|bye|logout)$/;

/** Refuses a line that people say in another way. @throws BacklogError `usage` with the line to type */
export function checkPhrases(given: readonly string[], clock: () => Clock): void {
  const words = withoutFlags(given);
  const flags = given
    .slice(words.length)
    .map((flag) => ` ${flag}`)
    .join('');
  const [first, ...others] = readingsOf(words);
  const said = first!.words.join(' ');
  checkAddedAgent(words);
  checkTexts(words);
  checkRule(said);
  checkSchedule(words);
  checkWordsBehind(words);
  if (ENDS.test(said))
    refuse('usage', `no command "${said}"`, {
      hint: 'There is nothing to exit: each line of Backlog ends. See all commands: `backlog help`',
    });
  // A quoted description is a text, whatever it begins with.
  if (/^(?:add|new|create)$/.test(words[0]!) && words.length === 2 && /\s/.test(words[1]!)) return;
  checkExceptions(words);
  checkNightHours(words);
  // A night with limits is no phrase: `night until 7am budget 20`.
  checkSpokenRuns(words);
  for (const reading of distinct([first!, ...others])) checkReading(reading, { words, flags, clock });
  checkFieldChanges(words);
  checkSpokenLists(words);
}

/** A line with a number for each of its ids, as the patterns have them. */
interface Reading {
  words: readonly string[];
  asTyped(text: string): string;
}

/**
 * Returns a line as the patterns can read it: as typed, and with one number for several tasks side by side (`pause 4 5`), for
 * a list or range of them, and for `#4` and `task 4`.
 */
function readingsOf(words: readonly string[]): Reading[] {
  const ids = new Map<string, string>();
  const numbered = (id: string) => {
    const number = `99000${ids.size}`;
    ids.set(number, id);
    return number;
  };
  const asTyped = (text: string) => text.replace(/\b99000\d+\b/g, (number) => ids.get(number) ?? number);
  // An id of another program stands for a number, too.
  const typed = words.map((word) => (/^[A-Z][A-Z\d]*-\d+$/.test(word) ? numbered(word) : word));
  const joined: string[][] = [];
  let isOpen = false;
  for (const word of words.filter((each, at) => !isNounOf(each, words[at + 1]))) {
    const isId = isIds(word) || isDottedRange(word.replace(/,$/, ''));
    if (isId && isOpen) joined.at(-1)!.push(word);
    else joined.push([word]);
    isOpen = isId;
  }
  const one = joined.map((each) =>
    isIds(each[0]!) || each[0]!.includes('..') ? numbered(idsAsTyped(each)) : each[0]!,
  );
  return [
    { words: typed, asTyped },
    { words: one, asTyped },
  ];
}

/** Without ids, a line has one reading. */
const distinct = (readings: readonly Reading[]) =>
  readings.filter(({ words }, at) => !readings.slice(0, at).some((one) => one.words.join(' ') === words.join(' ')));

const idsAsTyped = (words: readonly string[]) =>
  words.map((word) => word.replace(/,$/, '').replaceAll('#', '').replace('..', '-')).join(',');

/** Checks whether a word is a noun that Backlog omits, in front of an id. */
const isNounOf = (word: string, next = '') => isOmittedNoun(word.toLowerCase()) && isIds(next);

/** The phrases by the first words of their lines, each with its place in the table. */
const byFirstWord = lazy(() =>
  groupedBy(
    PHRASES.flatMap((phrase, at) => (firstWordsOf(phrase[0]) ?? [ANY]).map((word) => ({ word, phrase, at }))),
    ({ word }) => word,
  ),
);

/** Stands for patterns whose first word can be any. */
const ANY = '';

/** Returns the phrases that a line can be, in their order. To compile all of them would take a tenth of a short process. */
function phrasesFor(said: string): readonly Phrase[] {
  const own = byFirstWord().get(said.split(' ', 1)[0]!.toLowerCase()) ?? [];
  const all = [...own, ...(byFirstWord().get(ANY) ?? [])];
  return all.sort((a, b) => a.at - b.at).map(({ phrase }) => phrase);
}

/** Matches a pattern that begins with one of some words. The last letter of each can be optional. */
const FIRST_WORDS = /^\^(?:\((?:\?:)?([a-z-]+\??(?:\|[a-z-]+\??)*)\)|([a-z-]+\??))(?: (?!\?)|\$|\(\?: [^()|]*\))/i;

/** Returns the first words of the lines that a pattern matches, in small letters. Undefined for any word. */
export function firstWordsOf({ source }: RegExp): string[] | undefined {
  const [, several, one] = FIRST_WORDS.exec(source) ?? [];
  return (several ?? one)
    ?.toLowerCase()
    .split('|')
    .flatMap((word) => (word.endsWith('?') ? [word.slice(0, -1), word.slice(0, -2)] : [word]));
}

function checkReading(
  { words: numbered, asTyped }: Reading,
  { words, flags, clock }: { words: readonly string[]; flags: string; clock: () => Clock },
): void {
  const said = numbered.join(' ');
  const own = numbered.findIndex((word, at) => at > 0 && word.startsWith('--'));
  const plain = numbered.slice(0, own < 0 ? undefined : own).join(' ');
  for (const [pattern, row, note] of phrasesFor(said)) {
    const whole = pattern.exec(said);
    // A flag is no part of a text: `epic create Checkout --due friday`.
    const isWhole = whole?.slice(1).every((group) => !/^[^-].* --\w/.test(group ?? '')) === true;
    const [found, ...groups] = (isWhole || plain === said ? whole : pattern.exec(plain)) ?? [];
    if (found === undefined) continue;
    const rowLine =
      typeof row === 'string'
        ? row.replace(/\$(\d)/g, (_, n: string) => shellOf(groups[Number(n) - 1] ?? ''))
        : row(...groups.map((group) => group ?? ''));
    const meant = typeof rowLine === 'function' ? rowLine(clock()) : rowLine;
    if (meant === undefined) continue;
    const others = isWhole ? [] : numbered.slice(own).map(asTyped);
    const line = withFlags(`backlog ${withQuotes(asTyped(meant), words)}`, others)!.replace(/^backlog /, '');
    const lost = lostIn(line, others);
    refuse('usage', `can't read "${asTyped(said)}" (did you mean \`backlog ${line}${flags}\`?)`, {
      hint: `${lost.length > 0 ? `It leaves out: ${lost.map(shellWord).join(' ')}. ` : ''}${note === undefined ? '' : `${typeof note === 'string' ? note : note(...groups)} `}${line.includes('…') ? 'Write the text at the dots. ' : ''}See all commands: \`backlog help\``,
      data: { received: asTyped(said), ...(RUN_ID.test(groups[0] ?? '') ? { run: groups[0], pattern: line } : {}) },
    });
  }
}

/** Quotes the words of a line that stand in a suggestion as they came to the program, without the quotes of their shell. */
function withQuotes(line: string, words: readonly string[]): string {
  if (/['"]/.test(line)) return line;
  return words.reduce((text, word) => {
    const quoted = shellWord(word);
    return quoted === word ? text : ` ${text} `.replace(` ${word} `, () => ` ${quoted} `).trim();
  }, line);
}

/** Returns the words without flags of every command at the end, which have no value: a phrase means the same with `--json`. */
function withoutFlags(words: readonly string[]): readonly string[] {
  if (words.includes('--')) return words;
  const isPlain = (word: string) => {
    const { name = '', inline } = flagIn(word) ?? {};
    return !(isGlobal(name) && inline === undefined && !takesGlobal(name));
  };
  return words.slice(0, words.findLastIndex(isPlain) + 1);
}

/** Quotes a group as one word, but not ids and the words of a command. */
function shellOf(group: string): string {
  return /^(?:[\d, ]+|run list)$/.test(group) ? group : shellWord(group);
}

/** Returns the patterns of the whole lines that are refused. */
export const phrasePatterns = (): RegExp[] => PHRASES.map(([pattern]) => pattern);

/** Matches the words that begin an exception, at the end of the words before it. */
const EXCEPT = / (?:(?:but|and) not|except(?: for)?|excluding|but|without|apart from|other than) $/i;

/** Matches words between the tasks or runs of a line. */
const BETWEEN = /^(?:and|n?or|,|the|tasks?|runs?|issues?)$/i;

/** Matches words for all tasks, and terms of a filter. */
const SEVERAL = /^(?:all|every|everything|each|rest|[+-][a-z].*|[a-z._]+:.+)$/i;

/**
 * Refuses a line with an exception, which no command has: `complete tasks 2 and 3 but not 4`, `stop all runs except r2`.
 * @throws BacklogError `usage` with the line for the tasks or runs that stay, or the list of those to choose from
 */
function checkExceptions([verb = '', ...words]: readonly string[]): void {
  const at = words.findIndex(
    (_, i) => EXCEPT.test(` ${words.slice(Math.max(0, i - 2), i).join(' ')} `) && isThing(words[i]!),
  );
  // A text can have any words: `annotate 3 all but 4`.
  if (at < 0 || TEXT_VERBS.test(verb)) return;
  const first = words.slice(0, at).findLastIndex((word) => isThing(word) || SEVERAL.test(word) || isNoun(word)) + 1;
  const [named, behind] = [words.slice(0, first), words.slice(at)];
  if (!EXCEPT.test(` ${words.slice(first, at).join(' ')} `) || words.slice(first, at).length > 2) return;
  const isRead = (word: string) => isThing(word) || isNoun(word);
  if (!behind.every(isRead) || !named.every((word) => isRead(word) || SEVERAL.test(word))) return;
  const out = new Set(idsOf(behind));
  const left = idsOf(named).filter((id) => !out.has(id));
  const isAll = named.some((word) => SEVERAL.test(word)) || left.length === 0;
  const areRuns = [...idsOf(named), ...out].some((id) => RUN_ID.test(id));
  const line = isAll ? (areRuns ? 'run list' : 'list') : [verb, left.join(areRuns ? ' ' : ',')].map(plain).join(' ');
  const except = words.slice(first);
  refuse('usage', `no command has an exception, such as "${except.join(' ')}" (did you mean \`backlog ${line}\`?)`, {
    hint: isAll ? 'Name the others one by one, or by a filter.' : 'See all commands: `backlog help`',
    data: { received: except.join(' '), except, isWhole: true },
  });
}

const plain = (word: string, at: number) => (at === 0 ? shellWord(word) : word);

const isThing = (word: string) => isIds(word.replace(/,$/, '')) || idsIn(word).every((id) => RUN_ID.test(id));

const isNoun = (word: string) => BETWEEN.test(word) || isOmittedNoun(word.toLowerCase());

/** Returns each task and run of some words. */
const idsOf = (words: readonly string[]): string[] =>
  words.filter(isThing).flatMap((word) => idsIn(word.replaceAll('#', '').toLowerCase()));
