import { ALL, clausesOf, type FilterAst, type FilterNode } from './ast.ts';
import { type Filter, type FilterEnv, filterOf } from './filter.ts';

/** The condition of a list for which the caller gives none: open tasks, except waiting ones that are not active. */
export const LISTED = '+PENDING or +WAITING +ACTIVE';

const tag = (name: string, offset: number): FilterNode => ({
  ...{ kind: 'tag', name, has: true },
  span: { offset, length: name.length + 1 },
});

const LISTED_NODE: FilterNode = {
  kind: 'or',
  items: [
    tag('PENDING', 0),
    { kind: 'and', items: [tag('WAITING', 12), tag('ACTIVE', 21)], span: { offset: 12, length: 16 } },
  ],
  span: { offset: 0, length: LISTED.length },
};

/** Parsed trees of the most frequent filters. They are equal to the parser's results (a test compares them). */
export const READ_BEFORE: ReadonlyMap<string, FilterAst> = new Map([
  ['', ALL],
  [LISTED, { where: LISTED_NODE, sort: [] }],
]);

/** Compiles a filter like `compileFilter`, but imports the parser only for a filter that needs it. */
export async function readFilter(source: string, env: FilterEnv): Promise<Filter> {
  const known = READ_BEFORE.get(source);
  if (known) return filterOf(source, known, env);
  const { compileFilter } = await import('./language.ts');
  return compileFilter(source, env);
}

/** Compiles the filter of a list. A text without a condition, such as `sort:due+`, selects {@link LISTED} tasks. */
export async function readListFilter(source: string, env: FilterEnv): Promise<Filter> {
  const filter = await readFilter(source, env);
  const { where } = filter.ast;
  if (!isUnconditional(where)) return filter;
  const items = where.kind === 'all' ? [LISTED_NODE] : [where, LISTED_NODE];
  return filterOf(source, { ...filter.ast, where: { kind: 'and', items, span: where.span } }, env);
}

/** Checks whether a filter selects every task. A saved filter can give an order or a limit only. */
function isUnconditional(node: FilterNode): boolean {
  return node.kind === 'all' || (node.kind === 'view' && isUnconditional(node.body.where));
}

/** Checks whether a list has the default condition, so that it hides waiting tasks for which nobody asked. */
export function isDefaultList({ ast }: Filter): boolean {
  return clausesOf(ast.where).includes(LISTED_NODE);
}
