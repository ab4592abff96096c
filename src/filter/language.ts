import { type Filter, type FilterEnv, filterOf } from './filter.ts';
import { understand } from './meaning/meaning.ts';

/**
 * Reads a filter. Throws a {@link FilterError} (code `filter`) with every problem found when it cannot be read; nothing
 * malformed is searched for silently. The language is Taskwarrior's with the repairs of docs/decisions.md.
 */
export function compileFilter(source: string, env: FilterEnv): Filter {
  return filterOf(source, understand(source, env), env);
}
