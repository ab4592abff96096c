import { type Filter, type FilterEnv, filterOf } from './filter.ts';
import { understand } from './meaning/meaning.ts';

/**
 * Compiles a filter. The language is Taskwarrior's with the corrections of docs/contribute/decisions/commands.md.
 * @throws FilterError (code `filter`) with the problems found; a malformed filter never selects tasks
 */
export function compileFilter(source: string, env: FilterEnv): Filter {
  return filterOf(source, understand(source, env), env);
}
