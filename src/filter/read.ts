import { ALL, type FilterAst } from './ast.ts';
import { type Filter, type FilterEnv, filterOf } from './filter.ts';

/** What lists show that were asked for nothing. */
export const PENDING = 'status:pending';

/** Trees of the filters that most processes ask for, as the language reads them (a test compares). */
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

/** Reads a filter, as `compileFilter` does. What reads the language is loaded for the first filter that needs it. */
export async function readFilter(source: string, env: FilterEnv): Promise<Filter> {
  const known = READ_BEFORE.get(source);
  if (known) return filterOf(source, known, env);
  const { compileFilter } = await import('./language.ts');
  return compileFilter(source, env);
}
