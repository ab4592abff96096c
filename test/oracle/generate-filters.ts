import { VIRTUAL_TAGS } from '../../src/domain/urgency/virtual-tags.ts';
import type { Random } from '../support/random.ts';
import { date } from './generate-dates.ts';
import { PROJECTS, TAGS, WORDS } from './generate-tasks.ts';

/** Virtual tags that Taskwarrior 2.6 does not have. */
const OURS = [
  'ANY',
  'CLAIMED',
  'STALE',
  'INREVIEW',
  'RUNNING',
  'FAILED',
  'ASSIGNED',
  'SUBTASK',
  'DOC',
  'ATTACHED',
  'HANDOFF',
];
const VIRTUAL = VIRTUAL_TAGS.map(({ name }) => name).filter((name) => !OURS.includes(name));

export const DATE_ATTRIBUTES = ['due', 'scheduled', 'wait', 'until', 'entry', 'modified', 'start', 'end'];
/** `start` as a word is a command of Taskwarrior. */
const OPERANDS = DATE_ATTRIBUTES.filter((name) => name !== 'start');
const ORDER = ['before', 'under', 'below', 'after', 'over', 'above', 'by'];
const EQUAL = ['', 'is', 'equals', 'not', 'isnt'];
const SEARCH = ['has', 'contains', 'hasnt', 'startswith', 'left', 'endswith', 'right', 'word', 'noword'];
const PRESENCE = ['any', 'none'];
const SYMBOLS = ['<', '<=', '>', '>=', '=', '==', '!=', '!=='];

/** A filter as the words of a command line. */
export type Words = readonly string[];

export interface Known {
  uuids: readonly string[];
  lastId: number;
}

/** One to some twenty words: terms of every kind, joined and nested in every way. */
export function generateFilter(random: Random, known: Known): Words {
  return expression(random, known, random.int(3));
}

function expression(random: Random, known: Known, depth: number): string[] {
  const terms = 1 + random.int(depth === 0 ? 2 : 3);
  const words: string[] = [];
  for (let n = 0; n < terms; n++) {
    if (n > 0) words.push(...random.pick([[], [], ['and'], ['or'], ['or'], ['xor']]));
    const joined = n === 0 || words.at(-1) === 'and' || words.at(-1) === 'or' || words.at(-1) === 'xor';
    words.push(...operand(random, known, depth, joined));
  }
  return words;
}

function operand(random: Random, known: Known, depth: number, joined: boolean): string[] {
  if (depth > 0 && random.next() < 0.4) {
    const group = ['(', ...expression(random, known, depth - 1), ')'];
    return joined && random.next() < 0.4 ? ['!', ...group] : group;
  }
  const words = term(random, known);
  return random.next() < 0.015 ? ['!', ...words] : words;
}

type Make = (random: Random, known: Known) => string[];

function term(random: Random, known: Known): string[] {
  return random.pick(MAKERS)(random, known);
}

const pair = (name: string, modifier: string, value: string) => [`${name}${modifier && `.${modifier}`}:${value}`];

const MAKERS: readonly Make[] = [
  (r) => [`${r.pick(['+', '-'])}${r.pick(VIRTUAL)}`],
  (r) => [`${r.pick(['+', '-'])}${r.pick(VIRTUAL)}`],
  (r) => [`${r.pick(['+', '-'])}${r.pick(VIRTUAL)}`],
  (r) => [`${r.pick(['+', '-'])}${r.pick(TAGS)}`],
  (r) => [`${r.pick(['+', '-'])}${r.pick(TAGS)}`],
  (r) => pair('project', r.pick([...EQUAL, ...ORDER, ...SEARCH]), r.pick([...PROJECTS, 'we', 'nothing'])),
  (r) =>
    pair(
      'status',
      r.pick(['', 'is', 'not', 'isnt']),
      r.pick(['pending', 'waiting', 'recurring', 'completed', 'deleted']),
    ),
  (r) => pair('priority', r.pick([...EQUAL, ...ORDER]), r.pick(['H', 'M', 'L'])),
  (r) => pair('description', r.pick([...SEARCH, ...SEARCH, ...EQUAL, ...ORDER]), r.pick(WORDS)),
  (r) => pair(r.pick(DATE_ATTRIBUTES), r.pick([...ORDER, ...EQUAL]), date(r)),
  (r) => pair(r.pick(DATE_ATTRIBUTES), r.pick([...ORDER, ...EQUAL]), date(r)),
  (r) => pair(r.pick(['due', 'due', 'wait', 'end']), r.pick([...ORDER, ...EQUAL]), date(r)),
  (r) => [r.pick(OPERANDS), r.pick(SYMBOLS), date(r)],
  (r) => pair(r.pick([...DATE_ATTRIBUTES, 'project', 'priority', 'tags', 'depends', 'recur']), r.pick(PRESENCE), ''),
  (r) => pair(r.pick([...DATE_ATTRIBUTES, 'project', 'priority']), r.pick(['', 'not', 'is']), ''),
  (r) => pair('urgency', r.pick(ORDER), String(r.int(25) - 5)),
  (r) => ['urgency', r.pick(['<', '<=', '>', '>=']), `${r.int(20)}.5`],
  (r, { lastId }) => pair('id', r.pick(ORDER), String(1 + r.int(lastId))),
  (r) =>
    pair(
      'recur',
      r.pick(['', 'is', 'before', 'after', 'by', 'not']),
      r.pick(['weekly', '7d', 'P7D', 'daily', '2wks', 'P3D']),
    ),
  (r, { uuids }) =>
    pair('uuid', r.pick(['', 'is', 'not', 'startswith', 'has']), r.pick(uuids).slice(0, r.pick([8, 13, 36, 36]))),
  (r, { uuids }) => pair('depends', r.pick(['', 'has', 'hasnt']), r.pick(uuids).slice(0, r.pick([8, 36]))),
  (r) => pair('tags', r.pick(['', 'has', 'hasnt', 'is']), r.pick(TAGS)),
  (r) => [r.pick(WORDS)],
  (r) => [`/${r.pick(['auth', '^fix', 'n$', 'lo+g', '(auth|token)', '[a-f]ix', 'x.y', 'to?ken'])}/`],
  (r) => ['description', r.pick(['~', '!~']), r.pick(['Auth', 'log.n', 'ledger$', 'fix|zebra'])],
  (r) => ['priority', r.pick(SYMBOLS), r.pick(['H', 'M', 'L'])],
  (r) => ['project', r.pick(SYMBOLS), r.pick(PROJECTS)],
  (r, { lastId }) => [ids(r, lastId)],
  (r, { uuids }) => [r.pick(uuids).slice(0, r.pick([8, 12, 36]))],
  (r) => [
    r.pick(['due.befor:now', 'nosuch:thing', 'due.before:garbage', 'priority:Z', 'urgency.above:high', 'due.after:']),
  ],
  (r) => [
    `${r.pick(['due', 'scheduled'])}.${r.pick(['before', 'after', 'by'])}:${r.pick(['scheduled', 'wait', 'entry', 'due'])}`,
  ],
];

function ids(random: Random, lastId: number): string {
  const one = () => 1 + random.int(lastId);
  return random.pick([() => `${one()}`, () => `${one()}-${one()}`, () => `${one()},${one()},${one()}`])();
}
