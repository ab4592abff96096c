import { inScope } from '../claims/index.ts';
import type { Run } from '../domain/records.ts';
import { repoOf } from '../domain/repository.ts';
import type { Context } from '../work/workspace/context.ts';
import { repositoryNamed } from './run-folder.ts';

/** Returns the paths that are out of a run's scope. An empty scope allows every path. */
export function pathsOutOfScope(
  { caseInsensitive, repositories }: Context,
  { scope, repository }: Pick<Run, 'scope' | 'repository'>,
  paths: readonly string[],
): string[] {
  if (scope.length === 0) return [];
  const repo = repoOf(repositoryNamed(repositories, repository));
  return paths.filter((path) => !inScope(path, scope, { caseInsensitive, repo }));
}
