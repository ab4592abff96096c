import { join } from 'node:path';
import { gitConfigText, isGitDir, isSha256, makeGitDir } from './git-dir.ts';
import { ownGitDir } from './own-git-dir.ts';
import { type RunsPlace, repositoryPaths } from './paths.ts';

const ATTRIBUTES = '* -text -filter -ident -working-tree-encoding -diff -merge\n';

/**
 * Makes a git folder over the objects of the private copy in which no attributes apply. So no file is converted, and no
 * filter or diff driver runs.
 * @param like a commit with ids of the same kind
 */
export async function ensureRaw(place: RunsPlace, like: string): Promise<{ raw: string; objects: string }> {
  const { raw, store } = repositoryPaths(place);
  const parts = { bare: true, sha256: isSha256(like), config: '[core]\n\tautocrlf = false\n' };
  if (!(await isGitDir(raw))) await makeGitDir(raw, { ...parts, head: 'ref: refs/heads/none' });
  await ownGitDir(raw, { config: gitConfigText(parts), 'info/attributes': ATTRIBUTES });
  return { raw, objects: join(store, 'objects') };
}
