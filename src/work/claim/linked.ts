import { join } from 'node:path';
import { present } from '../../base/present.ts';
import { fixedPrefixes, globOf, parseGlob } from '../../claims/index.ts';
import { rootOf } from '../../domain/repository.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Adds the targets of symbolic links to a scope. If the part of a glob before its first wildcard contains a link, the
 * claim also covers the link's target. So nobody can claim the same files under another name.
 */
export function linkedScope(
  scope: readonly ScopeEntry[],
  { locate, repositories }: Pick<Context, 'locate' | 'repositories'>,
): ScopeEntry[] {
  const linked = [...scope];
  for (const { repo, glob } of scope) {
    const root = rootOf(repo, repositories);
    if (root === undefined) continue;
    for (const { prefix, rest } of fixedPrefixes(glob)) {
      for (const location of locate(join(root, prefix))) {
        if (location.repo === repo && location.path === prefix) continue;
        const parsed = parseGlob([globOf(location.path), rest].filter(Boolean).join('/'));
        if (!parsed.ok) continue;
        const entry = { ...present({ repo: location.repo }), glob: parsed.glob.text };
        if (!linked.some((known) => known.repo === entry.repo && known.glob === entry.glob)) linked.push(entry);
      }
    }
  }
  return linked;
}
