import { groupedBy } from '../../../base/iterables.ts';
import { lazy, onceEachObject } from '../../../base/lazy.ts';
import { shellWord, shellWords } from '../../../base/shell-word.ts';
import { parseInput } from '../../../commands/parse.ts';
import { callOf } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { createSmallIndex } from '../../../search/small-index.ts';
import type { Clock } from '../../../time/index.ts';
import { endsWork } from '../refusals/example-values.ts';
import { lostWords } from '../refusals/kept-words.ts';
import { linePieces } from '../refusals/line-pieces.ts';
import { parseArgs } from '../words/args.ts';
import { readLine } from '../words/read-line.ts';
import { commandsOf, meantBy, nounsOf } from '../words/resolve.ts';
import { isOmittedNoun } from '../words/spellings/verbs.ts';
import { type Act, acts, nounsIn } from './acts.ts';
import { filledPlaces } from './filled-places.ts';
import { alikeTo, IDLE, isQuestion, reportsEnd } from './plain-words.ts';
import { type LineReading, type UnreadLine, unreadLine } from './typed-line.ts';

/** A line that could mean what somebody typed. */
export interface OfferedLine {
  line: string;
  title: string;
  /** Whether a typed word, or one that means the same, names the line. */
  isNamed: boolean;
}

/** Maximum number of offered lines. */
const MOST = 3;

/** How many of the best acts get the typed words. */
const TRIED = 60;

/** The least part of the best line's score that another line needs. */
const LEAST = 0.25;

const index = lazy(() =>
  createSmallIndex<'name' | 'said' | 'title' | 'text'>(acts(), { name: 4, said: 3, title: 2, text: 0.5 }),
);

/**
 * Finds lines for words that no rule reads. Backlog's own texts decide: names, titles, summaries and examples of
 * commands, words of other programs, fields and states. The typed ids, dates, texts and filters go into the places of
 * their kind. Each line parses and keeps all ids, and the words that hold the typed line back.
 */
export function offeredLines(given: readonly string[], reading: LineReading): OfferedLine[] {
  const typed = unreadLine(given, reading);
  const isAsked = isQuestion(typed.words);
  const found = new Map<string, Found>();
  for (const { act, score, at, isTyped } of ranked(typed)) {
    const filled = isMeant(act, typed, { at, isTyped, isAsked })
      ? filledPlaces(act, typed, { at, isTyped })
      : undefined;
    if (!filled) continue;
    const line = callOf('cli', act.row.name, filled.words.map(shellWord).join(' '));
    const total =
      score * filled.fit * (isListOfThing(act, typed) ? MUCH_BETTER : 1) * (isOfNoun(act, typed) ? BETTER : 1);
    if ((found.get(line)?.score ?? 0) < total)
      found.set(line, {
        line,
        act,
        score: total,
        isNamed: at >= 0 || filled.words.some((word) => typed.terms.includes(word) || typed.files.includes(word)),
        // To read a line again costs most, and few are near enough.
        isKept: lazy(() => isKept(line, given, reading.clock)),
      });
  }
  const all = [...found.values()].sort((a, b) => b.score - a.score);
  return distinct(harmlessFirst(nearBest(all), () => all.find((one) => isReading(one) && one.isKept()), typed))
    .slice(0, MOST)
    .map(({ line, act, isNamed }) => ({ line, title: act.title, isNamed }));
}

/** How much better the list of a project or a tag fits than other lines, if a line names little else: `switch web`. */
const MUCH_BETTER = 4;

/** Checks whether a line names a project or a tag, and at most one other word. */
const namesThing = ({ known, said }: UnreadLine): boolean =>
  (known.project ?? known.tag) !== undefined && said.length <= 1;

/** How much better a command of a typed noun fits than one of another: `enable orchestrator`. */
const BETTER = 2;

const isOfNoun = (act: Act, { said }: UnreadLine): boolean => nounsIn(act).some((noun) => said.includes(noun));

/** Checks whether an act lists what the line names beside at most one other word. */
const isListOfThing = ({ row, places }: Act, typed: UnreadLine): boolean =>
  namesThing(typed) && row.name === 'task_list' && places.join(' ') === '{terms}';

/** Checks whether somebody can have meant an act. A change that ends work, or whose thing was typed, has its own verb. */
function isMeant(
  act: Act,
  { said }: UnreadLine,
  { at, isTyped, isAsked }: { at: number; isTyped: boolean; isAsked: boolean },
): boolean {
  const { row, value } = act;
  if (isAsked && row.access.effect !== 'read') return false;
  if (value !== undefined && !said.some((word) => word === value || alikeTo(word).includes(value))) return false;
  if (row.access.effect !== 'read' && /^(?:night|orchestrator)_/.test(row.name) && !isTyped) return false;
  if ((endsWork(row) || row.name === 'task_done') && said.some((word) => isOtherNoun(word, row))) return false;
  const needsVerb = endsWork(row) || (row.access.effect !== 'read' && at >= 0);
  return !needsVerb || (at >= 0 && said.some((word) => isVerbOf(act, word)));
}

/** Checks whether a word, or one that means the same, names what an act does, and not only the thing: `show agent fixer`. */
function isVerbOf(act: Act, word: string): boolean {
  return [word, ...alikeTo(word)].some((one) => namesOf(act).has(one) && !nounsIn(act).includes(one));
}

/** Checks whether a word names another thing than those of a command: `night delete 3` is about no task. */
const isOtherNoun = (word: string, { name }: Act['row']) =>
  commandsOf(word).length > 0 &&
  !nounsOf(word).some((noun) => `_${name}_`.includes(`_${noun}_`) || isOmittedNoun(noun));

/** Returns the best lines that are kept, no more than are told. @param all the best first */
function nearBest(all: readonly Found[]): readonly Found[] {
  const near: Found[] = [];
  for (const one of all) {
    const [best = one] = near;
    if (one.score < LEAST * best.score || distinct(near).length >= MOST) break;
    if (one.isKept()) near.push(one);
  }
  return near;
}

interface Found {
  line: string;
  act: Act;
  score: number;
  isNamed: boolean;
  /** Whether the line keeps what was typed, and can be read. */
  isKept(): boolean;
}

/** Ranks the acts for the words of a line. An earlier word counts more: it is more often the verb. */
function ranked(typed: UnreadLine): { act: Act; score: number; at: number; isTyped: boolean }[] {
  const weights = new Map<string, number>();
  typed.said.forEach((word, at) => {
    const weight = 1 / (1 + 0.25 * at);
    weights.set(word, Math.max(weights.get(word) ?? 0, weight));
    for (const other of [...alikeTo(word), ...shortFor(word), ...(reportsEnd(word, typed) ? ['done'] : [])])
      weights.set(other, Math.max(weights.get(other) ?? 0, 0.6 * weight));
  });
  for (const [kind, words] of Object.entries(OF_KINDS))
    if ((typed[kind as keyof typeof OF_KINDS]?.length ?? 0) > 0)
      for (const word of words.split(' '))
        weights.set(word, Math.max(weights.get(word) ?? 0, kind === 'terms' ? (namesThing(typed) ? 1 : 0.4) : 0.15));
  const lower = typed.words.map((word) => word.toLowerCase());
  return index()
    .find([...weights.keys()], (word) => weights.get(word) ?? 0)
    .slice(0, TRIED)
    .map(({ id, score }) => {
      const act = acts()[id]!;
      const names = namesOf(act);
      const at = lower.findIndex(
        (word, i) => !typed.taken.has(i) && !IDLE.has(word) && [word, ...alikeTo(word)].some((one) => names.has(one)),
      );
      return { act, score, at, isTyped: typed.said.some((word) => names.has(word)) };
    });
}

/** The words that name an act. */
const namesOf = onceEachObject(
  ({ name, said }: Act): ReadonlySet<string> => new Set(`${name} ${said}`.toLowerCase().split(/[^a-z-]+/)),
);

/** Words that are meant, but less, if a line has something of this kind. */
const OF_KINDS = {
  ids: 'show task',
  runs: 'show review run',
  priority: 'priority',
  dates: 'due',
  terms: 'list',
  files: 'import sync claim',
} as const;

/** The verbs of all commands by their consonants: `dn` is done, and `lst` is list. */
const byConsonants = lazy(() =>
  groupedBy(new Set(acts().flatMap(({ name }) => name.toLowerCase().split(' '))), consonants),
);

/** The verbs of all commands by their first three letters: `pri` is priority. */
const byBeginning = lazy(() =>
  groupedBy(new Set(acts().flatMap(({ name }) => name.toLowerCase().split(' '))), (name) => name.slice(0, 3)),
);

const shortFor = (word: string) => [
  ...(/[aeiou]/.test(word) ? [] : (byConsonants().get(word) ?? [])),
  ...(word.length === 3 ? (byBeginning().get(word) ?? []) : []),
];

function consonants(word: string): string {
  return word.replace(/(?<!^)[aeiou]/g, '');
}

const isKept = (line: string, given: readonly string[], clock: Clock) =>
  lostWords(line, given).length === 0 && runsAsTyped(line, clock);

/** Checks whether a line parses, and has no idle word in the place of a task or a value. */
export function runsAsTyped(line: string, clock: Clock): boolean {
  try {
    const found = meantBy(readLine(shellWords(line)?.slice(1) ?? [], {}, () => clock));
    if (!found) return false;
    parseInput(found.command, parseArgs(found.command, found.rest).input);
    return linePieces(found.rest, found.command).every(
      ({ word, field = '' }) => !PLACES.test(field) || (!IDLE.has(word) && (!IDS.test(field) || /[\d:+]/.test(word))),
    );
  } catch (error) {
    if (error instanceof BacklogError) return false;
    throw error;
  }
}

/** Matches fields whose values are no text. A filter of a list can be a word of texts. */
const PLACES = /^(?:ids?|runs?|agent|project|parent|depends|tags)$/;

/** Matches fields of ids and filters, which have a digit or a sign. */
const IDS = /^(?:ids?|runs?)$/;

const isReading = ({ act }: Found) => act.row.access.effect === 'read';

/** Puts a line that only shows something before one that ends work, unless its own verb was typed. */
function harmlessFirst(
  near: readonly Found[],
  firstReading: () => Found | undefined,
  { said }: UnreadLine,
): readonly Found[] {
  const [best] = near;
  const isTyped = ({ act }: Found) => `${act.name} ${act.said}`.split(/[ ,]+/).some((name) => said.includes(name));
  if (!best || !endsWork(best.act.row) || isTyped(best)) return near;
  const first = firstReading();
  return first ? [first, ...near.filter((one) => one !== first)] : [];
}

/** Keeps the best two lines of a command. */
function distinct(lines: readonly Found[]): Found[] {
  return lines.filter(({ act }, at) => lines.slice(0, at).filter((one) => one.act.row === act.row).length < 2);
}
