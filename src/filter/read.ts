import { ALL, type FilterAst } from './ast.ts';
import { type Filter, type FilterEnv, filterOf } from './filter.ts';

/** The default filter for lists of tasks. */
export const PENDING = 'status:pending';

/** Parsed trees of the most frequent filters. They are equal to the parser's results (a test compares them). */
export const READ_BEFORE: ReadonlyMap<string, FilterAst> = new Map([
  ['', ALL],
  [
    PENDING,
    {
      where: {
        kind: 'compare',
        attribute: 'status',
        operation: 'matches',
        operand: { kind: 'text', text: 'pending' },
        span: { offset: 0, length: PENDING.length },
      },
      sort: [],
    },
  ],
]);

/** Compiles a filter like `compileFilter`, but imports the parser only for a filter that needs it. */
export async function readFilter(source: string, env: FilterEnv): Promise<Filter> {
  const known = READ_BEFORE.get(source);
  if (known) return filterOf(source, known, env);
  const { compileFilter } = await import('./language.ts');
  return compileFilter(source, env);
}
