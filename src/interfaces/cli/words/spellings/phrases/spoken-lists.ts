import { named, ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { isIds } from '../../../../../commands/task/select-words.ts';
import { callOf } from '../../../../../domain/calls/door.ts';
import { refuse } from '../../../../../domain/errors.ts';
import { PRIORITY_WORDS } from '../../../../../domain/fields/words.ts';
import { FIELD_WORDS } from '../../../../../domain/fields/words-elsewhere.ts';
import { resolveCommand } from '../../resolve.ts';
import { PERIODS, termsIn } from '../periods.ts';
import { oppositeTerm, stateTerms, withStates } from '../states-in-filters.ts';

/** Words that ask for tasks, with the command that answers. */
const ASKS: readonly (readonly [RegExp, string])[] = [
  [/^(?:list|ls|show|get|find|display|give|print|what|which|see|view|whats|what's)$/i, 'list'],
  [/^(?:count|how)$/i, 'count'],
];

/** Words that say nothing about a task. */
const IDLE =
  /^(?:me|us|all|of|any|every|everything|the|our|that|which|who|is|are|were|was|be|been|am|i|we|have|has|had|do|does|did|there|many|much|still|currently|only|just|left|remaining|yet|tasks?|issues?|tickets?|todos?|items?|ones?|things?|stuff|and|a|an|please|now)$/i;
const NOT = /^(?:not|aren't|isn't|arent|isnt|never|no|without)$/i;

/** Verbs of the past, with the attribute that has their date, and the state of the tasks. */
const PAST: Readonly<Record<string, readonly [attribute: string, state?: string]>> = {
  ...named(['created', 'added', 'new', 'opened', 'made', 'create', 'add'], ['entry']),
  ...named(
    ['finished', 'completed', 'closed', 'done', 'resolved', 'finish', 'complete', 'close'],
    ['end', '+COMPLETED'],
  ),
  ...named(['deleted', 'removed'], ['end', '+DELETED']),
  ...named(['started', 'begun', 'start'], ['start', '+ACTIVE']),
  ...named(['changed', 'modified', 'updated', 'edited', 'touched', 'change'], ['modified']),
  ...named(['due'], ['due']),
};

/**
 * Refuses a question for tasks in a sentence whose words are all read: `show me everything due this week`, `how many tasks
 * are overdue`, `list all tasks that are not done`.
 * @throws BacklogError `usage` with the line that lists or counts them
 */
export function checkSpokenLists(words: readonly string[]): void {
  checkSpokenActs(words);
  const [, command] = ASKS.find(([asks]) => asks.test(words[0] ?? '')) ?? [];
  const said = words.slice(1).map((word) => word.replace(/[?!.]+$/, '').toLowerCase());
  // Fewer words are read by the command itself, or search texts.
  if (command === undefined || said.length < 2 || !said.some((word) => IDLE.test(word))) return;
  const terms = termsOf(said);
  const found = resolveCommand(words.slice(0, 1));
  // The command reads a state itself, and says so.
  if (found && withStates(found.command, words.slice(1)).read !== undefined) return;
  if (terms === undefined || (terms.length === 0 && !said.some((word) => NOT.test(word)))) return;
  const line = ['backlog', command, ...terms.map(shellWord)].join(' ');
  refuse('usage', `can't read "${words.join(' ')}" (did you mean \`${line}\`?)`, {
    hint: `To search texts for the words: \`${callOf('cli', 'task_search', shellWord(words.slice(1).join(' ')))}\``,
    data: { received: words.join(' '), isWhole: true },
  });
}

/** Verbs that change the tasks of a filter. */
const ACTS = /^(?:reopen|done|close|complete|finish|delete|remove|rm|archive|start|stop|run|cancel|tag|assign)$/i;
const SENTENCE = /^(?:i|we|that|which|who|are|were|was|is)$/;

/** Refuses a change of tasks in a sentence: `reopen everything I finished today`. A person sees first which tasks these are. */
function checkSpokenActs([verb = '', ...others]: readonly string[]): void {
  const said = others.map((word) => word.toLowerCase());
  if (!ACTS.test(verb) || !said.some((word) => SENTENCE.test(word))) return;
  const terms = termsOf(said);
  if (!terms || terms.length === 0) return;
  const whole = [verb, ...others].join(' ');
  refuse('usage', `can't read "${whole}" (did you mean \`${['backlog list', ...terms.map(shellWord)].join(' ')}\`?)`, {
    hint: `This line only lists them. Then give their ids: \`backlog ${verb} 12,15\``,
    data: { received: whole, isWhole: true },
  });
}

/** Returns the terms of a filter for all of these words. Undefined if one of them says nothing that a filter has. */
function termsOf(words: readonly string[]): readonly string[] | undefined {
  if (words.length === 0) return [];
  const [first = ''] = words;
  const [count, terms] = read(words) ?? (IDLE.test(first) ? [1, []] : []);
  if (count === undefined || !terms) return undefined;
  const others = termsOf(words.slice(count));
  return others && [...terms, ...others];
}

type Read = readonly [count: number, terms: readonly string[]] | undefined;

function read(words: readonly string[]): Read {
  return readNot(words) ?? readDated(words) ?? readNamed(words) ?? readState(words);
}

function readNot([first = '', ...rest]: readonly string[]): Read {
  if (!NOT.test(first)) return undefined;
  const at = rest.findIndex((word) => !/^(?:an?|the|yet|been)$/.test(word));
  const field = ownProperty(FIELD_WORDS, rest[at] ?? '') ?? rest[at] ?? '';
  if (/^(?:no|without)$/.test(first) && /^(?:agent|due|project|priority|scope|estimate)$/.test(field))
    return [at + (rest[at + 1] === 'date' ? 3 : 2), [`${field}.none:`]];
  const [count, terms = []] = readDated(rest.slice(at)) ?? readNamed(rest.slice(at)) ?? readState(rest.slice(at)) ?? [];
  const [term, ...more] = terms;
  const not = term === undefined || more.length > 0 ? undefined : oppositeTerm(term);
  return count === undefined || not === undefined ? undefined : [1 + at + count, isOfOpen(not) ? [] : [not]];
}

/** A list has only open tasks. */
const isOfOpen = (term: string) => /^-(?:COMPLETED|DELETED)$/.test(term);

function readDated(words: readonly string[]): Read {
  // `tasks for friday`
  const due = /^(?:for|on)$/.test(words[0] ?? '') ? readDated(['due', ...words.slice(1)]) : undefined;
  if (due && due[0] > 1) return due;
  const [attribute, state] = ownProperty(PAST, words[0] ?? '') ?? [];
  if (attribute === undefined) return undefined;
  const from = /^(?:on|in|at|during)$/.test(words[1] ?? '') ? 2 : 1;
  const [, is] = /^(since|after|from|before|until|till|by)$/.exec(words[from] ?? '') ?? [];
  const states = state === undefined ? [] : [state];
  const begin = is === undefined ? from : from + 1;
  for (const count of [2, 1]) {
    const said = words.slice(begin, begin + count).join(' ');
    const [first, end] = ownProperty(PERIODS, said) ?? (/^(?:\w+day|\d{4}-\d\d-\d\d)$/.test(said) ? [said] : []);
    if (first === undefined || words.length < begin + count) continue;
    // A passed weekday is meant, and a list of dates to come has the next one.
    const day = /^\w+day$/.test(first) && end === undefined && attribute !== 'due' ? `${first}-1w` : first;
    if (is === undefined) return [begin + count, [...states, ...(termsIn(attribute, said) ?? [`${attribute}:${day}`])]];
    const sign = is === 'before' ? 'before' : /^(?:until|till|by)$/.test(is) ? 'by' : 'after';
    return [begin + count, [...states, `${attribute}.${sign}:${sign === 'by' ? (end ?? day) : day}`]];
  }
  return attribute === 'due' ? [1, ['due.any:']] : undefined;
}

/** Reads a project, a tag, an assignee or a priority that its word names. */
function readNamed([first = '', second = '', third = '']: readonly string[]): Read {
  const from = /^(?:in|of|with|for|from|to|by|tagged|labell?ed|assigned)$/.test(first) ? 1 : 0;
  const [noun, name] = from === 1 ? [second, third] : [first, second];
  const rank = ownProperty(PRIORITY_WORDS, noun) ?? undefined;
  if (rank !== undefined && name === 'priority' && !/^\d/.test(noun)) return [from + 2, [`priority:${rank}`]];
  if (/^(?:tagged|labell?ed)$/.test(first) && second !== '') return [2, [`+${second.replace(/^[+#]/, '')}`]];
  if (first === 'assigned' && second === 'to' && third !== '') return [3, [`agent:${third === 'me' ? '@me' : third}`]];
  if (noun === '' || IDLE.test(noun)) return undefined;
  if (noun === 'project') return [from + 2, [`project:${name}`]];
  if (from === 1 && /^(?:tag|label)$/.test(noun)) return [3, [`+${name.replace(/^[+#]/, '')}`]];
  if (
    /^(?:of|for|by)$/.test(first) &&
    !isIds(second) &&
    !Object.hasOwn(PERIODS, second) &&
    !/^(?:tag|label|project|priority|next|last|this)$/.test(second)
  )
    return [2, [`agent:${second === 'me' ? '@me' : second}`]];
  if (first === 'of' && isIds(second)) return [2, [`parent:${second.replace('#', '')}`]];
  const [, type] = /^(epic|feature|bug|chore)s$/.exec(first) ?? [];
  if (type !== undefined) return [1, [`type:${type}`]];
  const own = noun === 'priority' ? ownProperty(PRIORITY_WORDS, name) : undefined;
  return own === undefined ? undefined : [from + 2, [`priority:${own}`]];
}

/** Reads a state of one or two words. */
function readState(words: readonly string[]): Read {
  for (const count of [2, 1]) {
    const said = words.slice(0, count);
    if (said.length < count || said.every((word) => IDLE.test(word))) continue;
    const terms = /^(?:all|any|everything)$/.test(said.join(' ')) ? undefined : stateTerms(said);
    if (terms && (count === 2 ? terms.length === 1 : true)) return [count, terms];
  }
  return undefined;
}
