import type { Facts } from '../../src/domain/queue/facts.ts';
import { isOpen, type Task } from '../../src/domain/task/task.ts';
import { reasonForDate } from './decided-dates.ts';
import { DATE_ATTRIBUTES } from './generate-filters.ts';

export type Answer = ReadonlySet<string> | { error: string };

/** One filter, asked of both. */
export interface FilterCase {
  words: readonly string[];
  facts: Facts;
  ours: Answer;
  theirs: Answer;
  /** uuids of the tasks whose `until` had passed. */
  expired: ReadonlySet<string>;
}

interface Decided {
  name: string;
  reason: string;
  /** Is there something in the filter that is decided otherwise? */
  applies(one: FilterCase): boolean;
  /** Can it make this task come out differently? Any task unless said. */
  touches?(task: Task, one: FilterCase): boolean;
}

const some = (pattern: RegExp) => (one: FilterCase) => one.words.some((word) => pattern.test(word));
const ourError =
  (pattern: RegExp) =>
  ({ ours }: FilterCase) =>
    'error' in ours && pattern.test(ours.error);
const ID = /^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$|^[0-9a-f]{8}(?:-[0-9a-f-]*)?$/;
const JOINED = ['and', 'or', 'xor', '(', undefined];

/** What means something else here, on purpose. First that explains a difference is given as its reason. */
export const DECIDED_FILTERS: readonly Decided[] = [
  {
    name: 'errors for what is malformed',
    reason:
      'unknown attributes, values that are no priority or number, missing values: 2.6.2 selects nothing or anything',
    applies: ourError(/^no attribute is called|is no priority$|takes a number|^a value is missing after/),
  },
  {
    name: '! before a term',
    reason: '! negates the term that follows; in 2.6.2 only a part of it, unless it is in parentheses',
    applies: ({ words }) => words.some((word, i) => word === '!' && words[i + 1] !== '('),
  },
  {
    name: '! without "and"',
    reason: 'an implicit "and" may stand before !; 2.6.2 wants it written',
    applies: ({ words, theirs }) =>
      'error' in theirs && words.some((word, i) => word === '!' && !JOINED.includes(words[i - 1])),
  },
  {
    name: 'ids are pooled',
    reason: 'ids and uuids are terms like others; 2.6.2 collects them in one clause and swallows other numbers',
    applies: ({ words }) =>
      words.some((word, i) => isTerm(words, i) && ID.test(word)) &&
      words.some((word) => /^(?:or|xor|!|\(|\d.*)$/.test(word)),
  },
  {
    name: 'closed tasks have no id 0',
    reason: 'a task without an id is neither below nor above one',
    applies: some(/^id\./),
    touches: (task) => task.id === 0,
  },
  {
    name: 'negations and ids look at closed tasks too',
    reason: '2.6.2 does not load closed tasks for some filters, though they fit',
    applies: ({ words }) => !words.includes('or') && !words.includes('xor') && words.some(opensOnly),
    touches: (task) => !isOpen(task),
  },
  {
    name: 'projects are paths',
    reason: 'project:web is web and what is below it; in 2.6.2 every name that starts so',
    applies: ({ words }) =>
      words.some(
        (word, i) => /^project(?:\.not)?:./.test(word) || (word === 'project' && /^!?=$/.test(words[i + 1] ?? '')),
      ),
    touches: (task) => task.project !== undefined,
  },
  {
    name: 'tags are a set',
    reason: '2.6.2 compares them as one text, joined by commas',
    applies: some(/^tags[.:]/),
    touches: (task) => (task.tags?.length ?? 0) > 0,
  },
  {
    name: 'dependencies are a set',
    reason: '2.6.2 compares them as one text, joined by commas',
    applies: some(/^depends[.:]/),
    touches: (task) => (task.depends?.length ?? 0) > 0,
  },
  {
    name: 'absent beside absent',
    reason: 'a comparison with a date that a task does not have is false; beside an attribute 2.6.2 counts it as 1970',
    applies: ({ words }) => words.some((word) => pairOfDates(word) !== undefined),
    touches: (task, { words }) => words.some((word) => pairOfDates(word)?.some((name) => task[name] === undefined)),
  },
  {
    name: 'the end of an expired task',
    reason: 'is its until; in 2.6.2 the moment at which that was noticed',
    applies: some(/^(?:end|modified)\b/),
    touches: (task, { expired }) => expired.has(task.uuid),
  },
];

type DateAttribute = 'due' | 'scheduled' | 'wait' | 'until' | 'entry' | 'modified' | 'start' | 'end';

/** The two attributes of `due.before:wait`. */
function pairOfDates(word: string): DateAttribute[] | undefined {
  const [, left, right] = /^(\w+)\.\w+:(\w+)$/.exec(word) ?? [];
  return [left, right].every((name) => DATE_ATTRIBUTES.includes(name!))
    ? ([left, right] as DateAttribute[])
    : undefined;
}

function isTerm(words: readonly string[], i: number): boolean {
  return !/^[<>=!~]+$/.test(words[i - 1] ?? '') || words[i - 1] === '!';
}

function opensOnly(word: string): boolean {
  return (
    ID.test(word) || /^status\b.*(?:pending|waiting|recurring)/.test(word) || /^[+-](?:PENDING|ACTIVE)$/.test(word)
  );
}

/** Why two answers may differ; undefined when there is no decision that explains all of it. */
export function reasonFor(one: FilterCase): string | undefined {
  const rules = DECIDED_FILTERS.filter((rule) => rule.applies(one));
  const dates = one.words
    .map((word) => reasonForDate(word.replace(/^\w+(?:\.\w+)?:/, ''), one.facts))
    .filter((name) => name !== undefined);
  if ('error' in one.ours || 'error' in one.theirs) return rules.find(({ touches }) => !touches)?.name ?? dates[0];
  const names = differing(one).map((task) => rules.find((rule) => rule.touches?.(task, one) ?? true)?.name ?? dates[0]);
  return names.includes(undefined) ? undefined : names[0];
}

function differing({ ours, theirs, facts }: FilterCase): Task[] {
  const [a, b] = [ours as ReadonlySet<string>, theirs as ReadonlySet<string>];
  const uuids = [...[...a].filter((uuid) => !b.has(uuid)), ...[...b].filter((uuid) => !a.has(uuid))];
  return uuids.map((uuid) => facts.queue.get(uuid)!);
}
