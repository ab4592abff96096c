import { inScope, type ScopeOptions } from '../../claims/index.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';

/** Filters the paths that a scope does not allow in a repository. An empty scope allows everything. */
export function pathsOutOfScope(
  paths: readonly string[],
  scope: readonly ScopeEntry[],
  options: ScopeOptions & { repo: string | undefined },
): string[] {
  return scope.length === 0 ? [] : paths.filter((path) => !inScope(path, scope, options));
}
