import { lazy } from '../../../../../base/lazy.ts';
import { ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { isIds } from '../../../../../commands/task/select-words.ts';
import { refuse } from '../../../../../domain/errors.ts';
import { settableRows } from '../../../../../domain/fields/table.ts';
import { PRIORITY_WORDS } from '../../../../../domain/fields/words.ts';
import { FIELD_WORDS } from '../../../../../domain/fields/words-elsewhere.ts';
import { resolveDate } from '../../../../../time/index.ts';
import { isOmittedNoun } from '../verbs.ts';

type Change = 'set' | 'add' | 'remove';

/** Verbs of a change, before the field or behind the task. */
const VERBS: Readonly<Record<Change, RegExp>> = {
  set: /^(?:set|change|update|make|edit|modify|mod|put|is)$/i,
  add: /^(?:add|append|attach|with|plus)$/i,
  remove: /^(?:remove|rm|delete|del|drop|clear|unset|take|detach|without|minus|none|never|off)$/i,
};
const ARTICLE = /^(?:the|an?|another|its|new)$/i;
const OF = /^(?:of|on|for|from|to|in|onto|off)$/i;
const IS = /^(?:to|as|is|=|:|into|by)$/i;

/** Fields whose values are a list, to which modify adds an element and from which it removes one. */
const LISTS: ReadonlySet<string> = new Set(['tags', 'depends']);

/** Matches fields with several values. */
const IN_LISTS = /^(?:tags|depends|scope|acceptance|checks)$/;

interface FieldChange {
  ids: string;
  field: string;
  how: Change;
  value: string;
  /** Set if the field is a list, and the words name one element of it. */
  isOne?: boolean;
}

/**
 * Refuses a change of a field in the order of a sentence: `set due date of 2 to friday`, `scope 2 add login.js`,
 * `add criterion "It logs out" to 2`.
 * @throws BacklogError `usage` with the line to type
 */
export function checkFieldChanges(words: readonly string[]): void {
  // `add dep 3 to 2` changes task 2, and `set parent of 3 to 2` changes task 3.
  const isOfLast = /^(?:add|remove)$/.test(verbOf(words[0]) ?? '') || /^un(?:tag|label)$/i.test(words[0] ?? '');
  const first = isOfLast ? [taskLast, fieldFirst] : [fieldFirst, taskFirst, taskLast];
  // `untag urgent from 2`
  const own =
    /^un(?:tag|label)$/i.test(words[0] ?? '') && !isIds(words[1] ?? '') ? ['remove', 'tag', ...words.slice(1)] : words;
  const change = first.reduce<FieldChange | undefined>((found, read) => found ?? read(own), undefined);
  const line = change && lineOf(change);
  if (!line) return;
  const isList = line.startsWith('edit ');
  refuse('usage', `can't read "${words.join(' ')}" (did you mean \`backlog ${line}\`?)`, {
    hint: `${isList ? `This opens the task in your editor${LISTS.has(change.field) ? '' : `, because \`--${change.field}\` sets the whole list`}. ` : ''}To add a task with these words: write them in quotes.`,
    data: { received: words.join(' '), isWhole: true },
  });
}

/** Reads `set due date of 2 to friday`, `scope 2 add login.js`, `remove due of 2`. */
function fieldFirst(words: readonly string[]): FieldChange | undefined {
  const verb = verbOf(words[0]);
  const from = skip(words, verb === undefined ? 0 : 1, ARTICLE);
  const [count, field] = fieldAt(words, from);
  const at = taskAt(words, skip(words, from + count, OF));
  if (field === undefined || !isIds(words[at] ?? '')) return undefined;
  const end = idsEnd(words, at);
  const other = verbOf(words[end]);
  const begin = skip(words, end + (other === undefined ? 0 : 1), IS);
  // Without a word between, other lines read it: `due 2 friday`.
  if (verb === undefined && begin === end) return undefined;
  // `epic 2 add 3` is about task 3, and `add project 3 layout` is a new task.
  if (other === 'add' ? !IN_LISTS.test(field) : verb === 'add' && !ADDED.test(field)) return undefined;
  const ids = words.slice(at, end).filter(isIds).join(',');
  const value = words.slice(begin).join(' ');
  return { ids, field, how: verbed(verb, other), value, isOne: isOfList(words.slice(from, from + count)) };
}

/** Checks whether words name one element of a list: `delete criterion 2` is not about all criteria. */
const isOfList = (said: readonly string[]) =>
  /^(?:tag|label|dep|dependency|criterion|file|check)$/i.test(said.at(-1) ?? '');

/** Returns the position behind the ids that begin at a position: `2 3 and 4`. */
function idsEnd(words: readonly string[], at: number): number {
  let end = at + 1;
  while (isIds(words[end] ?? '') || (words[end] === 'and' && isIds(words[end + 1] ?? ''))) end++;
  return end;
}

/** Reads `set 2 due to friday`, and `change 2 title to Bread`. */
function taskFirst(words: readonly string[]): FieldChange | undefined {
  const how = verbOf(words[0]);
  const at = taskAt(words, 1);
  const [count, field] = fieldAt(words, at + 1);
  const begin = at + 1 + count;
  const isSaid = how === 'set' && isIds(words[at] ?? '') && /^(?:to|as|=)$/i.test(words[begin] ?? '');
  if (!isSaid || field === undefined || words.length < begin + 2) return undefined;
  const value = words.slice(begin + 1).join(' ');
  return { ids: words[at]!, field, how, value, isOne: isOfList(words.slice(at + 1, begin)) };
}

/** Reads `add tag urgent to 2`, `remove login.js from the scope of 2`. */
function taskLast(words: readonly string[]): FieldChange | undefined {
  const how = verbOf(words[0]) ?? (/^(?:give|assign)$/i.test(words[0] ?? '') ? 'set' : undefined);
  const ids = words.at(-1) ?? '';
  let end = words.length - 1;
  if (how === undefined || !isIds(ids)) return undefined;
  if (isOmittedNoun(words[end - 1]?.toLowerCase() ?? '')) end--;
  if (!OF.test(words[end - 1] ?? '')) return undefined;
  end--;
  for (let at = end - 1; at > 1; at--) {
    const [count, field] = fieldAt(words, skip(words, at + 1, ARTICLE));
    if (field !== undefined && OF.test(words[at]!) && skip(words, at + 1, ARTICLE) + count === end)
      return { ids, field, how, value: words.slice(1, at).join(' '), isOne: true };
  }
  const from = skip(words, 1, ARTICLE);
  const [count, field] = fieldAt(words, from);
  const value = words.slice(from + count, end).join(' ');
  // `add title page to 2` is a new task.
  if (field === undefined || (value === '' && how !== 'remove') || (how === 'add' && !isGiven(field))) return undefined;
  return { ids, field, how, value, isOne: isOfList(words.slice(from, from + count)) };
}

/** Matches fields of which people say that a task gets one, also without a word between the task and the value. */
const ADDED = /^(?:tags|depends|acceptance|agent|due|wait|scheduled|priority|estimate)$/;

/** Checks whether people say of a field that a task gets one: `add project web to 2`. */
const isGiven = (field: string) => ADDED.test(field) || /^(?:scope|project)$/.test(field);

const verbOf = (word = ''): Change | undefined =>
  (Object.keys(VERBS) as Change[]).find((change) => VERBS[change].test(word));

/** The verb behind the task decides: `change tags of 2 add ui`. */
const verbed = (first: Change | undefined, second: Change | undefined): Change => second ?? first ?? 'set';

const skip = (words: readonly string[], from: number, pattern: RegExp): number =>
  pattern.test(words[from] ?? '') ? from + 1 : from;

const taskAt = (words: readonly string[], from: number): number =>
  isOmittedNoun(words[from]?.toLowerCase() ?? '') && isIds(words[from + 1] ?? '') ? from + 1 : from;

/** Returns how many words from a position name a field, and the field. */
function fieldAt(words: readonly string[], from: number): [count: number, field?: string] {
  for (const count of [2, 1]) {
    const said = words
      .slice(from, from + count)
      .join('_')
      .toLowerCase();
    const field = ownProperty(ALSO, said) ?? ownProperty(FIELD_WORDS, said) ?? said;
    if (words.length >= from + count && settableFields().has(field)) return [count, field];
  }
  return [0];
}

const settableFields = lazy(
  (): ReadonlySet<string> => new Set(['description', ...settableRows().map(([name]) => name)]),
);

/** Names of one element of a list. */
const ALSO: Readonly<Record<string, string>> = {
  ...{ criterion: 'acceptance', acceptance_criterion: 'acceptance', prio: 'priority', files: 'scope', file: 'scope' },
};

/** Returns the line for a change. Undefined if the value is none of the field. */
function lineOf(change: FieldChange): string | undefined {
  const { ids, field, how, value, isOne } = asMeant(change);
  const of = `modify ${ids.replaceAll('#', '')} --`;
  if (value === '' && isOne) return how === 'remove' && isIds(ids) ? `edit ${ids}` : undefined;
  if (value === '') return how === 'remove' && field !== 'description' ? `${of}${field} ''` : undefined;
  if (field === 'acceptance' && how === 'add') return `${of}criterion ${shellWord(value)}`;
  if (LISTS.has(field)) return listChange(of, { field, how, value });
  if (!fitsField(field, value)) return undefined;
  if (how !== 'set' && IN_LISTS.test(field)) return isIds(ids) ? `edit ${ids}` : undefined;
  return how === 'remove' ? undefined : `${of}${field} ${shellWord(value)}`;
}

/** One element of a list is added to the others, also with `set` and `put`, and no value clears the field. */
function asMeant(change: FieldChange): FieldChange {
  const { field, how, value, isOne } = change;
  if (how !== 'set') return change;
  if (/^(?:none|nothing|null|nobody|never)$/i.test(value) && field !== 'description')
    return { ...change, how: 'remove', value: '' };
  return isOne ? { ...change, how: 'add' } : change;
}

function listChange(of: string, { field, how, value }: Omit<FieldChange, 'ids'>): string | undefined {
  const sign = how === 'add' ? '+' : how === 'remove' ? '-' : '';
  const all = value.split(/,| and | /).filter(Boolean);
  const fits = all.every((each) => (field === 'depends' ? isIds(each) : /^[+#-]?[a-z][\w.-]*$/i.test(each)));
  // `tag 2 with -late`
  const signed = (each: string) =>
    how !== 'remove' && /^[+-]/.test(each) ? each : `${sign}${each.replace(/^[+#-]/, '')}`;
  return fits ? `${of}${field} ${all.map(signed).join(',')}` : undefined;
}

const isWord = (value: string) => !/\s/.test(value);

/** Checks whether a text can be the value of a field: `add due dates to 3` is a new task. */
function fitsField(field: string, value: string): boolean {
  if (/^(?:due|wait|scheduled|until)$/.test(field))
    return (
      resolveDate(value, { now: 0, zone: 'UTC' }).ok || /^(?:next|this|in|tomorrow|today|\w+day)\b.* \w/i.test(value)
    );
  if (field === 'priority') return ownProperty(PRIORITY_WORDS, value.toLowerCase()) !== undefined;
  if (field === 'estimate') return /^\d+ ?[a-z]+$/i.test(value);
  if (field === 'scope') return isWord(value) && /[./*]/.test(value);
  return field === 'acceptance' || field === 'description' || isWord(value);
}
