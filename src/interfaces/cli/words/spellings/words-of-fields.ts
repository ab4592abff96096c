import { nounFor } from '../../../../base/amounts.ts';
import { ownProperty } from '../../../../base/own-property.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { GOAL_KINDS } from '../../../../domain/goals/words.ts';
import { SHOWN_STATES, type ShownState } from '../../../../domain/state-words.ts';
import { USAGE_BY } from '../../../../report/runs/usage.ts';
import type { Input, NAME_FIELDS } from '../plain/typed-values.ts';
import { PERIODS } from './periods.ts';
import { checkImportedWords, withFormat, withWrittenFormat } from './words-of-exchange.ts';

/** What words mean for a command: fields of its input, or the words of the line to type and why. */
type Meaning = { fields: Input } | { line: string; why: string };

/** Returns the meaning of one to three words that a person typed without a flag. Undefined if they are plain words. */
type Meanings = (said: string) => Meaning | undefined;

/** States that people and other programs name differently, with Backlog's. */
const STATES: Readonly<Record<string, ShownState>> = {
  ...{ error: 'failed', errors: 'failed', failure: 'failed', failures: 'failed', failing: 'failed', broken: 'failed' },
  ...{ 'in review': 'review', reviewing: 'review', reviews: 'review', reviewable: 'review' },
  ...{ pending: 'queued', success: 'merged', successful: 'merged', succeeded: 'merged' },
  ...{ question: 'asking', questions: 'asking', cancelled: 'stopped', canceled: 'stopped', handoffs: 'handed_off' },
  ...Object.fromEntries(Object.entries(SHOWN_STATES).map(([state, { word }]) => [word, state])),
  ...Object.fromEntries(Object.keys(SHOWN_STATES).map((state) => [state, state])),
};

/** Words for the runs that `run list` shows without a flag, and for all runs. */
const UNFINISHED = /^(?:active|current|open|unfinished|ongoing)$/;

const FINISHED = /^(?:all|finished|closed|ended|over|completed|everything)$/;

/** Matches a period that lasts until now. `week` can also mean a row for each. */
const PRESENT = /^(?:today|this week|(?:this )?(month|quarter|year))$/;

/** Returns the beginning of a period that lasts until now: `today`, `7d`, `since monday`. */
function beginOf(said: string): string | undefined {
  const [, since] = /^since (\S+)$/.exec(said) ?? [];
  const [, count, unit] = /^(?:(?:last|past) )?(\d+) ?(h|d|w|hour|day|week)s?$/.exec(said) ?? [];
  const [present, period] = PRESENT.exec(said) ?? [];
  if (present !== undefined) return PERIODS[period === undefined ? said : `this ${period}`]![0];
  return since ?? (count && unit ? `${count}${unit.charAt(0)}` : undefined);
}

/** Returns a day of the past as a period. */
function pastOf(said: string) {
  const [since, until] = (/^(?:yesterday|last \w+)$/.test(said) && ownProperty(PERIODS, said)) || [];
  if (since !== undefined) return { since, until, by: said === 'yesterday' ? 'day' : 'week' };
  const isDay = /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d\d-\d\d)$/.test(said);
  return isDay ? { since: said, until: undefined, by: 'day' } : undefined;
}

const MEANINGS: Readonly<Record<(typeof NAME_FIELDS)[number], Meanings>> = {
  run_list(written) {
    const said = written.replace(/^(?:state|is)[:=](?=\S)/, '');
    const state = ownProperty(STATES, said);
    if (state !== undefined) return { fields: { state } };
    if (UNFINISHED.test(said)) return { fields: {} };
    if (FINISHED.test(said)) return { fields: { all: true } };
    const since = beginOf(said) ?? pastOf(said)?.since;
    return since === undefined
      ? undefined
      : { line: `run results --since ${since}`, why: '`backlog run list` has no period' };
  },
  usage(said) {
    const since = beginOf(said);
    if (since !== undefined) return { fields: { since } };
    const past = pastOf(said);
    if (past)
      return {
        line: `usage --by ${past.by} --since ${past.since}`,
        why: '`backlog usage` counts from a date until now',
      };
    if (said === 'week' || said === 'day')
      return { line: `usage --by ${said}`, why: `"${said}" can be a period, or a row for each ${said}` };
    const by = groupOf(said);
    if (by !== undefined) return { fields: { by } };
    const state = ownProperty(STATES, said);
    return state === undefined
      ? undefined
      : { line: `run list --state ${state}`, why: '`backlog usage` shows runs in all states' };
  },
  task_history(said) {
    const since = beginOf(said);
    if (since !== undefined) return { fields: { since } };
    const past = pastOf(said);
    const until = past?.until === undefined ? '' : ` --until ${past.until}`;
    return past && { line: `history --since ${past.since}${until}`, why: `"${said}" is not a task` };
  },
  goal_list(said) {
    const kind = GOAL_KINDS.find((one) => said === one || said === nounFor(2, one));
    if (kind !== undefined) return { fields: { kind } };
    return /^(?:now|open|closed)$/.test(said) ? { fields: { state: said } } : undefined;
  },
};

/** Returns the rows of a usage: `by model`, `model`, `models`, `daily`. */
function groupOf(said: string): string | undefined {
  const [, one = said] = /^(?:by|per) (\w+)$/.exec(said) ?? [];
  if (said === 'daily' || said === 'weekly') return said === 'daily' ? 'day' : 'week';
  return USAGE_BY.find((by) => one === by || one === `${by}s`);
}

/** Words that join other words of a filter. The words between them stay a filter. */
const JOINS = /^(?:and|or|xor|not|!|[()])$/i;

const MOST_WORDS = 3;

/**
 * Gives words that are values of another field of the command to that field: `run list failed`, `usage today`. A value
 * that came with a flag stays.
 * @returns the other words
 * @throws BacklogError `usage` with the line to type, for words that the command has no field for
 */
export function withWordsOfFields({ name }: CommandRow, input: Input, words: readonly string[]): readonly string[] {
  if (name === 'task_import') {
    checkImportedWords(input, words);
    return withFormat(input, words);
  }
  if (name === 'task_export') return withWrittenFormat(input, words);
  const meanings = ownProperty<Meanings>(MEANINGS, name);
  if (!meanings || words.some((word) => JOINS.test(word))) return words;
  const left: string[] = [];
  for (let at = 0; at < words.length; ) {
    const count = [MOST_WORDS, 2, 1].find(
      (most) => at + most <= words.length && meanings(saidIn(words, at, most)) !== undefined,
    );
    if (count === undefined) left.push(words[at++]!);
    else {
      const said = saidIn(words, at, count);
      at += count;
      const others = [...left, ...words.slice(at)].map(shellWord);
      give(input, meanings(said)!, { name, said, others });
    }
  }
  return left;
}

const saidIn = (words: readonly string[], at: number, count: number) =>
  words
    .slice(at, at + count)
    .join(' ')
    .toLowerCase();

function give(
  input: Input,
  meaning: Meaning,
  { name, said, others }: { name: string; said: string; others: readonly string[] },
): void {
  if ('line' in meaning)
    refuse('usage', `${meaning.why} (did you mean \`backlog ${meaning.line}\`?)`, { data: { received: said } });
  for (const [field, value] of Object.entries(meaning.fields)) {
    if (input[field] === undefined) input[field] = value;
    else if (input[field] !== value) refuseTwice(name, { field, value: input[field], said, others });
  }
}

/** Refuses a second value of a field. @throws BacklogError `usage` with the line that has the first one */
function refuseTwice(
  name: string,
  { field, value, said, others }: { field: string; value: string | boolean; said: string; others: readonly string[] },
): never {
  const line = callOf('cli', name, [`--${field}`, String(value)].join(' '));
  return refuse(
    'usage',
    `${field}: expected one value, received "${value}" and "${said}" (did you mean \`${line}\`?)`,
    {
      hint: others.length > 0 ? `It leaves out: ${said}, ${others.join(' ')}` : `It leaves out: ${said}`,
      data: { received: said },
    },
  );
}

/** Returns the state of runs that another word names. Other words stay, for the error about them. */
export function stateMeant(said: string): Input {
  const meaning = MEANINGS.run_list(said.toLowerCase());
  return meaning && 'fields' in meaning ? meaning.fields : { state: said };
}
