import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import { type Coefficients, DEFAULT_COEFFICIENTS } from '../domain/urgency/coefficients.ts';
import { virtualTag } from '../domain/urgency/virtual-tags.ts';
import type { FilterAst, FilterNode, SortKey } from './ast.ts';
import { compileNode } from './evaluate/compile.ts';
import type { CompileEnv } from './evaluate/compiled.ts';
import { candidatesFor } from './evaluate/hints.ts';
import { guardedTest, TooSlow } from './guard.ts';
import type { MeaningEnv } from './meaning/context.ts';
import { FilterError } from './problem.ts';
import { attribute } from './tables/find-attribute.ts';

const NAMING: readonly string[] = ['status', 'end', 'id', 'uuid'];

/** What a filter depends on besides its text. Now and zone are parameters. */
export interface FilterEnv extends MeaningEnv {
  /** Weights of urgency; Taskwarrior's defaults when left out. */
  coefficients?: Coefficients | undefined;
}

/** A filter that was read, ready to be asked. Its dates stand at the clock it was compiled with. */
export interface Filter {
  /** As it was written. */
  source: string;
  ast: FilterAst;
  /** From `sort:`, or from a view that stands on the top level; empty when nothing was said. */
  sort: readonly SortKey[];
  /** From `limit:`, likewise. `select` does not apply it: it holds after sorting. */
  limit: number | undefined;
  coefficients: Coefficients;
  /** Does it say which status is meant? Where not, lists and changes mean open tasks; `matches` and `select` take it as written. */
  saysStatus: boolean;
  /** Asks for words in texts: the facts must know them. */
  asksForText: boolean;
  /** Has a pattern that runs under a time limit. */
  risky: boolean;
  /** Is this task selected? Throws a {@link FilterError} when a pattern takes too long. */
  matches(task: Task, facts: Facts): boolean;
  /** Every selected task of the queue, unsorted, looking only at candidates of the best index. Throws as `matches`. */
  select(facts: Facts): Task[];
}

/** The filter that a tree stands for; `source` is how it was written. */
export function filterOf(source: string, ast: FilterAst, env: FilterEnv): Filter {
  const coefficients = env.coefficients ?? DEFAULT_COEFFICIENTS;
  const { test, risky } = compileNode(ast.where, { coefficients });
  const timed = <T>(work: () => T): T => (risky ? inTime(work, source, ast) : work());
  const views = viewsOnTop(ast.where);
  return {
    source,
    ast,
    sort: [ast, ...views].find(({ sort }) => sort.length > 0)?.sort ?? [],
    limit: [ast, ...views].find(({ limit }) => limit !== undefined)?.limit,
    coefficients,
    saysStatus: saysStatus(ast.where),
    asksForText: asksForText(ast.where),
    risky,
    matches: risky ? (task, facts) => timed(() => test(task, facts)) : test,
    select: (facts) =>
      timed(() => {
        const selected: Task[] = [];
        const tasks = candidatesFor(ast.where, facts)?.tasks() ?? facts.queue.all();
        for (const task of tasks) if (test(task, facts)) selected.push(task);
        return selected;
      }),
  };
}

function asksForText(node: FilterNode): boolean {
  if (node.kind === 'compare') return attribute(node.attribute)?.type === 'words';
  if (node.kind === 'not') return asksForText(node.item);
  if (node.kind === 'view') return asksForText(node.body.where);
  return 'items' in node && node.items.some(asksForText);
}

/** Views whose sort and limit speak for the whole: alone, or joined to further conditions by `and`. */
function viewsOnTop(node: FilterNode): FilterAst[] {
  if (node.kind === 'and') return node.items.flatMap(viewsOnTop);
  return node.kind === 'view' ? [node.body, ...viewsOnTop(node.body.where)] : [];
}

/** For a filter with a risky part: a pattern that runs out of time is the filter's fault, and is pointed at. */
export function inTime<T>(work: () => T, source: string, ast: FilterAst): T {
  try {
    return guardedTest(work);
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error;
    throw new FilterError(source, [
      {
        message: `the regular expression takes too long (${error.message})`,
        ...riskyPart(ast.where).span,
        expected: 'a regular expression without nested repetition, such as (a+)+',
        hint: 'search for plain text, or narrow the filter down first',
      },
    ]);
  }
}

/** The first that has no risky part itself. */
function riskyPart(node: FilterNode): FilterNode {
  const parts = 'items' in node ? node.items : node.kind === 'not' ? [node.item] : [];
  const risky = parts.find((part) => compileNode(part, UNWEIGHTED).risky);
  return risky ? riskyPart(risky) : node;
}

const UNWEIGHTED: CompileEnv = { coefficients: DEFAULT_COEFFICIENTS };

/**
 * Does a filter say which status it means, or which very tasks? Where it does not, whoever asks means open tasks, as in
 * Taskwarrior's reports: closed ones pile up for ever.
 */
function saysStatus(node: FilterNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return node.items.some(saysStatus);
    case 'not':
      return saysStatus(node.item);
    case 'view':
      return saysStatus(node.body.where);
    case 'tag':
      return virtualTag(node.name)?.saysStatus ?? false;
    case 'compare':
      return NAMING.includes(node.attribute);
    default:
      return node.kind === 'ids';
  }
}
