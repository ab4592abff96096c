import { present } from '../base/present.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { TaskQueue } from '../domain/queue/queue.ts';
import type { Task } from '../domain/task/task.ts';
import { virtualTag } from '../domain/urgency/virtual-tags.ts';
import {
  type Comparison,
  clausesOf,
  type FilterNode,
  type IdPart,
  type Operand,
  type SortKey,
  type TextSpan,
} from './ast.ts';
import { compileNode } from './evaluate/compile.ts';
import { candidatesFor } from './evaluate/hints.ts';
import { type Filter, inTime } from './filter.ts';
import { printAst, printNode } from './print.ts';
import { attribute } from './tables/find-attribute.ts';
import { type Operation, operation } from './tables/operators.ts';

/** The meaning of a filter and of each of its parts, for one queue. */
export interface Explanation {
  /** The complete filter in canonical text. */
  canonical: string;
  /** The complete filter in one sentence, with the open tasks that a filter without a status is limited to. */
  words: string;
  root: ExplainedPart;
  sort: readonly SortKey[];
  limit?: number | undefined;
  /** Number of tasks in the queue. */
  total: number;
  /** The name of the index and the number of tasks that must be tested. Without an index, every task is tested. */
  index: { name: string; candidates: number };
  /** Only if a task was given: the smallest parts of the filter that reject it. Empty if none does. */
  rejectedBy?: ExplainedPart[] | undefined;
}

export interface ExplainedPart {
  /** Canonical text of the part. */
  text: string;
  /** Explanation in words. Dates are shown as instants. */
  words: string;
  span: TextSpan;
  /** Number of tasks that this part alone selects. */
  selects: number;
  /** Only if a task was given: true if this part selects it. */
  holds?: boolean | undefined;
  parts: ExplainedPart[];
}

/**
 * Explains a filter for a queue. If a task is given, also explains why the filter selects or rejects it.
 * @throws the errors of `select`
 */
export function explainFilter(filter: Filter, facts: Facts, task?: Task): Explanation {
  const { ast, source, sort, limit } = filter;
  const explain = () => explainNode(ast.where, filter, facts, task);
  const root = filter.risky ? inTime(explain, source, ast) : explain();
  // The first call only requests missing indexes. The second call finds the indexes that a long-lived process would
  // use.
  candidatesFor(ast.where, facts);
  const candidates = candidatesFor(ast.where, facts);
  const total = facts.queue.size;
  return {
    canonical: printAst(ast),
    words: `${sentenceOf(ast.where, facts.queue)}${filter.saysStatus ? '' : ', open ones'}`,
    root,
    sort,
    ...present({ limit }),
    total,
    index: { name: candidates?.index ?? 'none: every task', candidates: candidates?.size ?? total },
    ...(task ? { rejectedBy: culprits(ast.where, root, true) } : {}),
  };
}

function explainNode(node: FilterNode, filter: Filter, facts: Facts, task: Task | undefined): ExplainedPart {
  const { test } = compileNode(node, filter);
  let selects = 0;
  for (const each of facts.queue.all()) if (test(each, facts)) selects++;
  return {
    text: printNode(node),
    words: wordsOfFilter(node, facts.queue),
    span: node.span,
    selects,
    ...(task ? { holds: test(task, facts) } : {}),
    parts: clausesOf(node).map((part) => explainNode(part, filter, facts, task)),
  };
}

/**
 * Returns the smallest parts of a filter whose result for the task is not `wanted`. For an `xor`, returns the whole
 * `xor`, because all its parts decide together.
 */
function culprits(node: FilterNode, explained: ExplainedPart, wanted: boolean): ExplainedPart[] {
  if (explained.holds === wanted) return [];
  if (node.kind === 'not') return culprits(node.item, explained.parts[0]!, !wanted);
  if (node.kind === 'xor') return [explained];
  const parts = clausesOf(node);
  if (parts.length === 0) return [explained];
  return parts.flatMap((part, i) => culprits(part, explained.parts[i]!, wanted));
}

/** Joins the words of a filter's parts in one sentence. A group inside another one is in parentheses. */
function sentenceOf(node: FilterNode, queue: TaskQueue, isInner = false): string {
  const parts = node.kind === 'view' ? [] : clausesOf(node).map((part) => sentenceOf(part, queue, true));
  if (parts.length === 0) return wordsOfFilter(node, queue);
  if (node.kind === 'not') return `not: ${parts.join()}`;
  const said = parts.join(` ${node.kind} `);
  return isInner ? `(${said})` : said;
}

/** Explains one part of a filter in words, with dates as instants. Nested parts are not included. */
function wordsOfFilter(node: FilterNode, queue: TaskQueue): string {
  switch (node.kind) {
    case 'all':
      return 'every task';
    case 'and':
      return 'all of';
    case 'or':
      return 'at least one of';
    case 'xor':
      return 'an odd number of';
    case 'not':
      return 'not';
    case 'tag':
      return tagWords(node.name, node.has);
    case 'ids':
      return idsWords(node.parts, queue);
    case 'text':
      return `description or a note contains "${node.text}"`;
    case 'pattern':
      return `description or a note matches the regular expression ${printNode(node)}`;
    case 'view':
      return `the view @${node.name}`;
    case 'compare':
      return comparisonWords(node);
  }
}

/** Names tasks by their numbers. A permanent id that is no task's stays. */
function idsWords(parts: readonly IdPart[], queue: TaskQueue): string {
  const named = parts.map((part) => {
    if ('uuid' in part) return String(queue.get(part.uuid)?.id ?? part.uuid);
    return part.from === part.to ? String(part.from) : `${part.from}-${part.to}`;
  });
  const said = named.join(', ');
  return /^\d+$/.test(said) ? `is task ${said}` : `is one of the tasks ${said}`;
}

function tagWords(name: string, has: boolean): string {
  const virtual = virtualTag(name);
  if (virtual) return `${has ? 'is' : 'is not'} ${name}: ${virtual.doc}`;
  return has ? `has the tag ${name}` : `does not have the tag ${name}`;
}

function comparisonWords(node: Comparison): string {
  const { attribute, operation: of, operand } = node;
  if (operand.kind !== 'nothing') {
    const verb = ofKind(attribute, operand)[of] ?? operation(of).doc;
    return `${attribute} ${verb} ${operandWords(of, operand)}`;
  }
  const absent = of === 'none' || of === 'matches' || of === 'is';
  return `${attribute} is ${absent ? 'absent' : 'present'}`;
}

/** An operand with a value. */
type Something = Exclude<Operand, { kind: 'nothing' }>;

type Verbs = Partial<Record<Operation, string>>;

const AMOUNT: Verbs = { before: 'is less than', after: 'is more than', by: 'is at most', from: 'is at least' };
const ON_DAY: Verbs = { matches: 'is on the day of', not: 'is not on the day of' };
const EQUAL: Verbs = { matches: 'is', is: 'is', not: 'is not', isnt: 'is not' };
const BEGINS: Verbs = { matches: 'starts with', not: 'does not start with' };
const BELOW: Verbs = { matches: 'is, or is below,', not: 'is neither, nor below,' };
const HOLDS: Verbs = { matches: 'has', not: 'does not have all of' };
const WORDS: Verbs = { matches: 'has the words', not: 'does not have all the words' };
const AMONG: Verbs = { matches: 'is among', not: 'is not among' };

/** Returns the verbs for explaining a comparison. They depend on the operand and on the attribute's type. */
function ofKind(name: string, operand: Something): Verbs {
  const row = attribute(name)!;
  if (operand.kind === 'date') return ON_DAY;
  if (operand.kind === 'ids') return AMONG;
  if (operand.kind === 'list') return HOLDS;
  if (operand.kind === 'caller') return EQUAL;
  if (operand.kind === 'attribute') return {};
  if (operand.kind === 'number' || operand.kind === 'duration') return { ...EQUAL, ...AMOUNT };
  if (row.type === 'words') return WORDS;
  if (row.type !== 'text') return EQUAL;
  if (row.matching === 'prefix') return BEGINS;
  return row.matching === 'whole' ? EQUAL : BELOW;
}

function operandWords(of: Comparison['operation'], operand: Something): string {
  switch (operand.kind) {
    case 'date':
      return `${dateWords(of, operand.moment)} (${operand.text}: ${operand.moment.reading})`;
    case 'attribute':
      return operand.task === undefined
        ? `the task's ${operand.attribute}`
        : `${operand.attribute} of task ${operand.task}`;
    case 'text':
      return `"${operand.text}"`;
    case 'caller':
      return 'the caller';
    default:
      return operand.text;
  }
}

function dateWords(of: Comparison['operation'], moment: { at: string; dayStart: string; dayEnd: string }): string {
  return of === 'matches' || of === 'not' ? `${moment.dayStart} up to ${moment.dayEnd}` : moment.at;
}
