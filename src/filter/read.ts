import { ALL } from './ast.ts';
import { type Filter, type FilterEnv, filterOf } from './filter.ts';

/**
 * Reads a filter, as `compileFilter` does. What reads the language is loaded for the first filter that says something: an empty one, which
 * most processes have, means every task.
 */
export async function readFilter(source: string, env: FilterEnv): Promise<Filter> {
  if (source.trim() === '') return filterOf(source, ALL, env);
  const { compileFilter } = await import('./language.ts');
  return compileFilter(source, env);
}
