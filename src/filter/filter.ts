import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import { type Coefficients, DEFAULT_COEFFICIENTS } from '../domain/urgency/coefficients.ts';
import { virtualTag } from '../domain/urgency/virtual-tags.ts';
import { type Comparison, clausesOf, type FilterAst, type FilterNode, type SortKey } from './ast.ts';
import { compileNode } from './evaluate/compile.ts';
import type { CompileEnv } from './evaluate/compiled.ts';
import { candidatesFor } from './evaluate/hints.ts';
import { guardedTest, TooSlow } from './guard.ts';
import type { MeaningEnv } from './meaning/context.ts';
import { FilterError } from './problem.ts';
import type { FilterCaller } from './tables/attribute.ts';
import { attribute } from './tables/find-attribute.ts';
import type { AttributeType } from './tables/types.ts';

const NAMING: readonly string[] = ['status', 'end', 'id', 'uuid'];

/** Inputs of a filter besides its text. The current time and the zone are among these parameters. */
export interface FilterEnv extends MeaningEnv {
  /** Urgency coefficients. Default: Taskwarrior's. */
  coefficients?: Coefficients | undefined;
  /** Who `@me` stands for. Without it, `@me` is nobody. */
  caller?: FilterCaller | undefined;
}

/** A compiled filter. Its dates are computed by the clock at compile time. */
export interface Filter {
  source: string;
  ast: FilterAst;
  /** The order from `sort:`, or from a saved filter outside parentheses. Empty if neither gives an order. */
  sort: readonly SortKey[];
  /** The limit from `limit:` or a saved filter. `select` ignores it, because callers sort the tasks first. */
  limit: number | undefined;
  coefficients: Coefficients;
  caller: FilterCaller | undefined;
  /**
   * True if the filter names a status. If it is false, lists and bulk changes select only open tasks. `matches` and
   * `select` never restrict the status.
   */
  saysStatus: boolean;
  /** True if the filter searches words. Then the facts must include the text index. */
  asksForText: boolean;
  /** True if the filter or its order needs authors. Then the facts must include them. */
  asksForAuthors: boolean;
  /** True if the filter names the caller (`@me`), so that it selects other tasks for other callers. */
  asksForCaller: boolean;
  /** True if the filter has a pattern that runs under a time limit. */
  risky: boolean;
  /**
   * Checks whether the filter selects this task.
   * @throws FilterError if a pattern takes too long
   */
  matches(task: Task, facts: Facts): boolean;
  /**
   * Returns all selected tasks, unsorted. It tests only the candidates of the best index.
   * @throws FilterError if a pattern takes too long
   */
  select(facts: Facts): Task[];
}

/** Compiles a tree to a filter. `source` is the filter's text as written. */
export function filterOf(source: string, ast: FilterAst, env: FilterEnv): Filter {
  const coefficients = env.coefficients ?? DEFAULT_COEFFICIENTS;
  const { test, risky } = compileNode(ast.where, { coefficients, caller: env.caller });
  const timed = <T>(work: () => T): T => (risky ? inTime(work, source, ast) : work());
  const views = viewsOnTop(ast.where);
  const sort = [ast, ...views].find((one) => one.sort.length > 0)?.sort ?? [];
  return {
    source,
    ast,
    sort,
    limit: [ast, ...views].find(({ limit }) => limit !== undefined)?.limit,
    coefficients,
    caller: env.caller,
    saysStatus: saysStatus(ast.where),
    asksForText: asks(ast.where, isOf('words')),
    asksForCaller: asks(ast.where, ({ operand }) => operand.kind === 'caller'),
    asksForAuthors: asks(ast.where, isOf('author')) || sort.some((key) => attribute(key.attribute)?.type === 'author'),
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

/** Checks whether a comparison of the filter, or of a saved filter in it, fits. */
function asks(node: FilterNode, fits: (comparison: Comparison) => boolean): boolean {
  return node.kind === 'compare' ? fits(node) : clausesOf(node).some((part) => asks(part, fits));
}

function isOf(type: AttributeType): (comparison: Comparison) => boolean {
  return (comparison) => attribute(comparison.attribute)?.type === type;
}

/** Returns the saved filters whose sort and limit apply: the whole filter, or terms of the outermost `and`. */
function viewsOnTop(node: FilterNode): FilterAst[] {
  if (node.kind === 'and') return node.items.flatMap(viewsOnTop);
  return node.kind === 'view' ? [node.body, ...viewsOnTop(node.body.where)] : [];
}

/**
 * Runs a filter's test under the time limit.
 * @throws FilterError that marks the slow pattern
 */
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

/**
 * Returns the innermost risky part of a filter. It doesn't search inside saved filters, because their positions belong
 * to another text.
 */
function riskyPart(node: FilterNode): FilterNode {
  const parts = node.kind === 'view' ? [] : clausesOf(node);
  const risky = parts.find((part) => compileNode(part, UNWEIGHTED).risky);
  return risky ? riskyPart(risky) : node;
}

const UNWEIGHTED: CompileEnv = { coefficients: DEFAULT_COEFFICIENTS };

/**
 * Checks whether a filter names a status or specific tasks. If it doesn't, callers select only open tasks, as
 * Taskwarrior's reports do.
 */
function saysStatus(node: FilterNode): boolean {
  if (node.kind === 'tag') return virtualTag(node.name)?.saysStatus ?? false;
  if (node.kind === 'compare') return NAMING.includes(node.attribute);
  return node.kind === 'ids' || clausesOf(node).some(saysStatus);
}
