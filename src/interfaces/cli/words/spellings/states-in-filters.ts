import { ownProperty } from '../../../../base/own-property.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { isSelection } from '../../../../commands/task/select-words.ts';
import { refuse } from '../../../../domain/errors.ts';
import { statusWord } from '../../../../domain/fields/words-elsewhere.ts';
import type { StateRead } from '../plain/parsed-args.ts';
import { filterLine, searchLine } from '../plain/state-note.ts';
import { selectsByWords } from '../plain/typed-values.ts';
import { LINES } from './tasks.ts';

/** Words for states that no table of other programs has. */
const STATES: Readonly<Record<string, string>> = {
  ...{ any: '+ANY', everything: '+ANY', failed: '+FAILED', claimed: '+CLAIMED', assigned: '+ASSIGNED' },
  ...{ today: '+TODAY', tomorrow: '+TOMORROW', week: '+WEEK', 'this week': '+WEEK', 'this month': '+MONTH' },
  ...{
    unassigned: 'agent.none:',
    imported: 'source.any:',
    hidden: '+WAITING',
    unstarted: '-ACTIVE',
    'not started': '-ACTIVE',
    late: '+OVERDUE',
  },
};

/** Matches words for tasks that say nothing about them: a search for them would find no task. */
const ALL_TASKS = /^(?:(?:of|all|the) )*(?:tasks|issues|tickets|todos|items)$/i;

/** Words that join other words of a filter. */
const JOINS = /^(?:and|or|xor|not|!|[()])$/i;

/** Returns the terms for words that mean a state without an attribute: `blocked`, `in progress`, `my open tasks`. */
export function stateTerms(words: readonly string[]): readonly string[] | undefined {
  const said = words.map((word) => word.toLowerCase()).filter((word) => word !== 'the');
  const nouns = said.length > 1 && /^(?:tasks?|issues?|tickets?|todos?|items?|ones?)$/.test(said.at(-1)!);
  const bare = nouns ? said.slice(0, -1) : said;
  const whole = bare.length > 0 ? termOf(bare.join(' ')) : undefined;
  if (whole !== undefined) return [whole];
  const each = bare.map(termOf);
  return bare.length > 0 && each.every((term) => term !== undefined) ? each : undefined;
}

/** The dates of states, and of words that only have a date. */
const DATES: Readonly<Record<string, string>> = {
  ...{ '+COMPLETED': 'end', '+DELETED': 'end', '+ACTIVE': 'start', 'status:pending': 'entry' },
  ...{ created: 'entry', added: 'entry', new: 'entry', updated: 'modified', modified: 'modified', changed: 'modified' },
};

/** Matches a word before a date. */
const WHEN = /^(?:since|after|from|before|until)$/i;

/** Returns the terms for a state with a date: `closed since monday`, `created before june`. */
function datedTerms(words: readonly string[]): readonly string[] | undefined {
  const at = words.findIndex((word) => WHEN.test(word));
  const [said, when, date] = [words.slice(0, at), words[at] ?? '', words.slice(at + 1).join(' ')];
  if (at < 1 || date === '') return undefined;
  const state = stateTerms(said);
  const field = ownProperty(DATES, state?.length === 1 ? state[0]! : said.join(' ').toLowerCase());
  const is = /^(?:before|until)$/i.test(when) ? 'before' : 'after';
  if (field === undefined) return undefined;
  // A bare weekday is the coming one.
  const day = /^\w+day$/i.test(date) && !/^(?:to|yester)day$/i.test(date) ? `${date}-1w` : date;
  return [...(state ?? []), `${field}.${is}:${/\s/.test(day) ? JSON.stringify(day) : day}`];
}

/** Returns the terms for what happened to tasks on a day: `completed today`, `added yesterday`. */
function happenedOn(words: readonly string[]): readonly string[] | undefined {
  const [said = '', day = '', ...others] = words.map((word) => word.toLowerCase());
  if (!/^(?:today|yesterday)$/.test(day) || others.length > 0) return undefined;
  const state = termOf(said);
  if (state !== undefined) return OVER.test(state) ? [state, `end:${day}`] : undefined;
  const field = ownProperty(DATES, said);
  return field === undefined ? undefined : [`${field}:${day}`];
}

/** Matches the states of tasks that are over. The words for others, before a day, say when a task is due. */
const OVER = /^\+(?:COMPLETED|DELETED)$/;

/** Returns the term of a state. A word that is a line of its own (`blocked`, `mine`) has this line's filter. */
function termOf(said: string): string | undefined {
  const [, listed] = /^list (\S+)$/.exec(ownProperty(LINES, said) ?? '') ?? [];
  return listed?.replace(/^.*\$.*$/, '') || statusWord(said)?.term || ownProperty(STATES, said);
}

/** Returns the term for all tasks that a term does not select. Undefined for one that has no opposite. */
export function oppositeTerm(term: string): string | undefined {
  const [, sign, tag] = /^([+-])(\S+)$/.exec(term) ?? [];
  if (tag !== undefined) return `${sign === '+' ? '-' : '+'}${tag}`;
  const [, attribute, value] = /^([a-z_]+):(.+)$/.exec(term) ?? [];
  if (attribute !== undefined) return `${attribute}.not:${value}`;
  const [, named, is] = /^([a-z_]+)\.(any|none):$/.exec(term) ?? [];
  return named === undefined ? undefined : `${named}.${is === 'any' ? 'none' : 'any'}:`;
}

/**
 * Replaces words for a state in the words of a filter. Words beside other plain words stay: they search texts.
 * @throws BacklogError `usage` with the line to type, for a command that changes the tasks
 */
export function withStates(
  command: CommandRow,
  words: readonly string[],
): { words: readonly string[]; read?: StateRead } {
  if (!selectsByWords(command)) return { words };
  // A date such as 2026-08-15 has the form of ids.
  const isDate = (at: number) => WHEN.test(words[at - 1] ?? '') && /^\d{4}-\d\d-\d\d$/.test(words[at]!);
  const plain = words.filter((word, at) => !isSelection(word) || isDate(at));
  if (words.some((word) => JOINS.test(word))) return withJoined(command, words);
  // A quoted text is a search.
  const isQuoted = plain.some((word) => /\s/.test(word));
  if (command.access.effect === 'read' && !isQuoted && ALL_TASKS.test(plain.join(' ')))
    return { words: words.filter((word) => !plain.includes(word)), read: { said: plain.join(' '), terms: '' } };
  const terms = isQuoted ? undefined : (happenedOn(plain) ?? stateTerms(plain) ?? datedTerms(plain));
  if (plain.length === 0 || terms === undefined) return { words };
  const first = words.indexOf(plain[0]!);
  const all = words.flatMap((word, at) => (at === first ? terms : isSelection(word) && !isDate(at) ? [word] : []));
  const said = plain.join(' ');
  if (command.access.effect === 'read') return { words: all, read: { said, terms: terms.join(' ') } };
  if (terms.every((term) => term === '+ANY'))
    return refuse('usage', `"${said}" is too wide: it names every task`, {
      hint: 'Name tasks by their ids, `3,5`, or by a filter, `project:web +bug`.',
      data: { received: said },
    });
  const meant = all.filter((word) => word !== '+ANY');
  return refuse('usage', `"${said}" is a state (did you mean \`${filterLine(command, meant)}\`?)`, {
    hint: `For tasks whose texts have it: \`${searchLine(command, said)}\``,
    data: { received: said },
  });
}

/** Replaces states that other words join, if all plain words are states: `mine and overdue`. */
function withJoined({ access }: CommandRow, words: readonly string[]): { words: readonly string[]; read?: StateRead } {
  const isPlain = (word: string) => !JOINS.test(word) && !isSelection(word);
  const terms = words.map((word) => (isPlain(word) ? termOf(word.toLowerCase()) : word));
  if (access.effect !== 'read' || !words.some(isPlain) || terms.includes(undefined)) return { words };
  const all = terms as string[];
  return { words: all, read: { said: words.join(' '), terms: all.join(' ') } };
}
