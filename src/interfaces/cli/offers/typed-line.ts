import { ownProperty } from '../../../base/own-property.ts';
import { isIds, TERM } from '../../../commands/task/select-words.ts';
import { PRIORITY_WORDS } from '../../../domain/fields/words.ts';
import type { Clock, EnglishReader } from '../../../time/index.ts';
import { dateMeant } from '../refusals/date-quoted.ts';
import { isFileName } from '../words/spellings/file-name.ts';
import { alikeTo, BEFORE_TEXT, IDLE } from './plain-words.ts';

/** What the queue already names. A typed word among them is its project, tag or assignee. */
export interface KnownWords {
  projects: readonly string[];
  tags: readonly string[];
  agents: readonly string[];
}

/** A date as a line has it. */
export interface TypedDate {
  date: string;
  isPast: boolean;
}

/** A typed line, taken apart by what its words are. */
export interface UnreadLine {
  /** The words as they were typed, without punctuation at their ends. */
  words: readonly string[];
  ids: readonly string[];
  runs: readonly string[];
  /** Quoted texts. */
  texts: readonly string[];
  /** Names of files. */
  files: readonly string[];
  dates: readonly TypedDate[];
  /** Filter terms, and those of words that the queue knows: `web` is `project:web`. */
  terms: readonly string[];
  known: Readonly<Partial<Record<'project' | 'tag' | 'agent', string>>>;
  priority?: string;
  /** Words that can say what the line should do, in their order. */
  said: readonly string[];
  /** The positions of words that are ids, dates, or flags. */
  taken: ReadonlySet<number>;
}

/** Maximum number of words in a date. */
const DATE_WORDS = 4;

/** Words for priorities that only people in a hurry type. */
const HASTY: Readonly<Record<string, string>> = { higher: 'H', hi: 'H', '!!': 'H', '!': 'H', lower: 'L' };

/** The letters that lists in text files give their lines. At the beginning of a line, `A` is an article. */
const LETTERS: Readonly<Record<string, string>> = { A: 'H', B: 'M', C: 'L' };

/** Returns the priority that a word means. A number is the id of a task. */
function priorityIn(word: string, at: number): string | undefined {
  const said = word.toLowerCase();
  return (
    ownProperty(HASTY, said) ??
    (/^\d/.test(said) ? undefined : ownProperty(PRIORITY_WORDS, said)) ??
    (at > 0 ? ownProperty(LETTERS, word) : undefined)
  );
}

/** What a typed line is read with. */
export interface LineReading {
  known: KnownWords;
  english: EnglishReader;
  /** The present and the person's zone, from which dates count. */
  clock: Clock;
}

/** Takes a typed line apart. */
export function unreadLine(given: readonly string[], { known, english, clock }: LineReading): UnreadLine {
  const words = given.flatMap((word) => (/\s/.test(word) ? [word] : apart(word)));
  const taken = new Set<number>();
  const none = (): string[] => [];
  const line = { ids: none(), runs: none(), texts: none(), files: none(), dates: [] as TypedDate[] };
  const terms: string[] = [];
  words.forEach((word, at) => {
    if (/^r\d+$/i.test(word)) line.runs.push(word.toLowerCase());
    else if (AMOUNTS.test(words[at - 1] ?? '') && /^[\d.]+$/.test(word)) taken.add(at);
    else if (isIds(word) && /\d/.test(word) && !isDay(word)) line.ids.push(word.replace(/^#/, '').replace(/,$/, ''));
    else if (/\S\s+\S/.test(word)) line.texts.push(word);
    else if (TERM.test(word) && !word.startsWith('-') && !isDay(word) && !word.includes('://')) terms.push(word);
    else if (isFileName(word) && !known.projects.some((one) => one === word || one.startsWith(`${word}.`)))
      line.files.push(word);
    else if (!/^-/.test(word) && !/^\W+$/.test(word)) return;
    taken.add(at);
  });
  const typed = new Set(taken);
  for (let at = 0; at < words.length; at++) {
    const [count, date] = dateAt(words, at, taken, { english, clock });
    if (date === undefined) continue;
    line.dates.push(date);
    for (let i = at; i < at + count; i++) taken.add(i);
    at += count - 1;
  }
  const dated = new Set([...taken].filter((at) => !typed.has(at)));
  const free = words.filter((_, at) => !taken.has(at));
  const priority = words.map(priorityIn).find(Boolean);
  const own = {
    project: free.find((word) => known.projects.some((one) => one === word || one.startsWith(`${word}.`))),
    tag: free.find((word) => known.tags.includes(word)),
    agent: agentIn(free, known),
  };
  if (own.project !== undefined) terms.push(`project:${own.project}`);
  else if (own.tag !== undefined) terms.push(`+${own.tag}`);
  return {
    ...line,
    words,
    terms,
    taken,
    known: defined(own),
    ...(priority === undefined ? {} : { priority }),
    said:
      saidIn(
        words.filter((word, at) => !taken.has(at) || (dated.has(at) && alikeTo(word).length > 0)),
        own.project,
      ) ??
      saidIn(words, own.project) ??
      [],
  };
}

/** Returns the words that can say what to do. Without others, those of a date can: `late`, `yesterday`. */
function saidIn(words: readonly string[], project: string | undefined): readonly string[] | undefined {
  const said = words
    .map((word) => word.toLowerCase())
    .filter((word) => !IDLE.has(word) && word !== project && !isId(word));
  return said.length === 0 ? undefined : said;
}

/** Returns the assignee that a line names: one of the queue, the caller, or the word behind `to`. */
function agentIn(words: readonly string[], { agents }: KnownWords): string | undefined {
  const known = words.find((word) => agents.includes(word) || /^(?:claude|codex)$/.test(word));
  const to = words[words.lastIndexOf('to') + 1];
  return (
    known ?? (words.includes('me') ? '@me' : words.includes('to') && to !== undefined && !IDLE.has(to) ? to : undefined)
  );
}

/** Splits a word into its parts: `done3` is `done 3`, and `r1?` is `r1`. */
function apart(word: string): readonly string[] {
  const bare = word.replace(/(?<=\w)[?!.,;]+$/, '');
  const [, verb, number] = /^([a-z]{2,})#?(\d+)$/i.exec(bare) ?? [];
  return verb !== undefined && number !== undefined ? [verb, number] : [bare];
}

/** Returns how many words from a position are a date, the most first, and the date: `next week` is its first day. */
function dateAt(
  words: readonly string[],
  from: number,
  taken: ReadonlySet<number>,
  { english, clock }: Pick<LineReading, 'english' | 'clock'>,
): [count: number, date?: TypedDate] {
  for (let count = Math.min(DATE_WORDS, words.length - from); count > 0; count--) {
    const some = words.slice(from, from + count);
    if (some.some((_, i) => taken.has(from + i)) || IDLE.has(some[0]!.toLowerCase())) continue;
    const date = dateMeant(some.join(' '), english, clock);
    if (date !== undefined) return [count, date];
  }
  return [0];
}

function defined<Value>(of: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(of).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** Returns the text of a line: a quoted one, or the words behind the word that names the act. */
export function textBehind({ texts, words, taken }: UnreadLine, act: number): string | undefined {
  if (texts.length > 0) return texts[0];
  if (act < 0) return undefined;
  let from = act + 1;
  while (from < words.length && (BEFORE_TEXT.test(words[from]!) || (taken.has(from) && isId(words[from]!)))) from++;
  const text = words.slice(from).join(' ');
  return text === '' ? undefined : text;
}

/** Matches flags with a number that is no id of a task: a limit, an amount, or a number of agents. */
const AMOUNTS =
  /^--?(?:j|max|min|limit|count|num|cost|budget|usd|minutes|timeout|retries|attempts|tries|workers|parallel|parallelism|concurrency|jobs|slots|agents|top|first|last|port)(?![a-z])/;

/** `2099-12-24` has the form of a range, too. */
const isDay = (word: string) => /^\d{4}-\d\d-\d\d/.test(word);

const isId = (word: string) => /^#?\d+$|^r\d+$|^-/i.test(word);
