import { present } from '../base/present.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import { type FilterNode, partsOf, type SortKey, type TextSpan } from './ast.ts';
import { compileNode } from './evaluate/compile.ts';
import { candidatesFor } from './evaluate/hints.ts';
import { type Filter, inTime } from './filter.ts';
import { printAst, printNode } from './print.ts';
import { wordsOfFilter } from './words.ts';

/** The meaning of a filter and of each of its parts, for one queue. */
export interface Explanation {
  /** The complete filter in canonical text. */
  canonical: string;
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
    words: wordsOfFilter(node),
    span: node.span,
    selects,
    ...(task ? { holds: test(task, facts) } : {}),
    parts: partsOf(node).map((part) => explainNode(part, filter, facts, task)),
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
  const parts = partsOf(node);
  if (parts.length === 0) return [explained];
  return parts.flatMap((part, i) => culprits(part, explained.parts[i]!, wanted));
}
