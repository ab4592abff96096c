import { riskOf } from '../../../../src/domain/risk/result-risk.ts';
import { apply, type Planted } from './planted.ts';
import { projects } from './projects/all.ts';

/**
 * Computes the risk of a planted result as a review does, from all contents before and after.
 * @param isShown whether evidence that failed before vouches for it
 */
export function riskOfPlanted({ project, edits }: Planted, isShown = false): ReturnType<typeof riskOf> {
  const { files, checks } = projects[project];
  const changes = apply(projects[project], edits);
  const result = new Map(Object.entries(files));
  for (const { path, after } of changes) after === undefined ? result.delete(path) : result.set(path, after);
  const changed = new Set(changes.map(({ path }) => path));
  return riskOf({
    files: changes.map(({ path, before, after }) => ({
      ...{ path, before, after, added: 5, deleted: 5, bytes: after?.length },
      status: before === undefined ? 'A' : after === undefined ? 'D' : 'M',
      binary: (after ?? before ?? '').includes('\0'),
    })),
    ...{ checks, isShown, tree: [...result.keys()] },
    others: [...result].filter(([path]) => !changed.has(path)).map(([path, text]) => ({ path, text })),
  });
}
