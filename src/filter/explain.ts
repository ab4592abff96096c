import { present } from '../base/present.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import type { FilterNode, SortKey, TextSpan } from './ast.ts';
import { compileNode } from './evaluate/compile.ts';
import { candidatesFor } from './evaluate/hints.ts';
import { type Filter, inTime } from './filter.ts';
import { printAst, printNode } from './print.ts';
import { wordsOfFilter } from './words.ts';

/** What a filter means here and now, part by part. */
export interface Explanation {
  /** The whole in canonical text. */
  canonical: string;
  root: ExplainedPart;
  sort: readonly SortKey[];
  limit?: number | undefined;
  /** Tasks in the queue. */
  total: number;
  /** The index that is used and how many tasks are looked at; every task without one. */
  index: { name: string; candidates: number };
  /** For one task: the smallest parts that keep it out; empty when it is selected. */
  rejectedBy?: ExplainedPart[] | undefined;
}

export interface ExplainedPart {
  /** In canonical text. */
  text: string;
  /** In words, dates as instants. */
  words: string;
  span: TextSpan;
  /** How many tasks of the queue this part alone selects. */
  selects: number;
  /** For one task: does this part hold? */
  holds?: boolean | undefined;
  parts: ExplainedPart[];
}

/** Explains a filter over the tasks at hand; with a task, also why it is selected or not. Throws as `select` does. */
export function explainFilter(filter: Filter, facts: Facts, task?: Task): Explanation {
  const { ast, source, sort, limit } = filter;
  const explain = () => explainNode(ast.where, filter, facts, task);
  const root = filter.risky ? inTime(explain, source, ast) : explain();
  // The first question finds some indexes not built yet; the answer is about a queue that lives on.
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

function partsOf(node: FilterNode): readonly FilterNode[] {
  if (node.kind === 'not') return [node.item];
  if (node.kind === 'view') return [node.body.where];
  return 'items' in node ? node.items : [];
}

/** The smallest parts that make a whole come out other than wanted. An exclusion is a matter of all its parts. */
function culprits(node: FilterNode, explained: ExplainedPart, wanted: boolean): ExplainedPart[] {
  if (explained.holds === wanted) return [];
  if (node.kind === 'not') return culprits(node.item, explained.parts[0]!, !wanted);
  if (node.kind === 'xor') return [explained];
  const parts = partsOf(node);
  if (parts.length === 0) return [explained];
  return parts.flatMap((part, i) => culprits(part, explained.parts[i]!, wanted));
}
