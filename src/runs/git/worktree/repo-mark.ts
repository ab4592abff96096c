import { join } from 'node:path';
import { readPlain } from '../../../work/paths/plain-file.ts';
import { pathText } from '../diff/path-text.ts';
import { readIfThere } from '../store/git-dir.ts';
import type { RunPlace, SealedPaths } from '../store/paths.ts';
import { refsInFiles } from '../store/ref-files.ts';
import { inStore } from '../store/store-repo.ts';
import { indexListing } from './index-entries.ts';

/** The state of the git folder that checks see. A value is undefined if it can't be read. */
export interface RepoMark {
  head: string | undefined;
  refs: Record<string, string> | undefined;
  /** The staged files, in the format of `git ls-files -z -s -v`. */
  staged: string | undefined;
}

/** Reads the state of the git folder that checks see. */
export async function repoMark(place: RunPlace, { repo }: SealedPaths): Promise<RepoMark> {
  const [head, refs, staged] = await Promise.all([
    readIfThere(join(repo, 'HEAD')).then((text) => text?.toString().trim()),
    refsInFiles(repo),
    stagedIn(place, join(repo, 'index')),
  ]);
  return { head, refs, staged };
}

/** Reads the staged files with Backlog's own git folder, whose settings no check can write. */
async function stagedIn(place: RunPlace, index: string): Promise<string | undefined> {
  const bytes = await readPlain(index, { follows: false });
  if (!bytes) return undefined;
  const read = indexListing(bytes);
  if (read !== undefined) return read;
  const { code, out } = await inStore(place, ['ls-files', '-z', '-s', '-v'], { index, codes: [0, 128] });
  return code === 0 ? out.toString('latin1') : undefined;
}

const HEADS = 'refs/heads/';

/** Lists the changes of a git folder, each as a phrase: `HEAD`, `the branch x`, `the stash`, `the index`. */
export function repoChanges(before: RepoMark, after: RepoMark): string[] {
  const refs = (mark: RepoMark) => mark.refs ?? {};
  const names = new Set([...Object.keys(refs(before)), ...Object.keys(refs(after))]);
  const moved = [...names].filter((name) => refs(before)[name] !== refs(after)[name]);
  return [
    ...(before.head === after.head ? [] : ['HEAD']),
    ...(before.refs !== undefined && after.refs === undefined ? ['the refs'] : []),
    ...moved.map((name) => (name === 'refs/stash' ? 'the stash' : refName(name))),
    ...(before.staged === after.staged ? [] : ['the index']),
  ];
}

const refName = (name: string) =>
  name.startsWith(HEADS) ? `the branch ${pathText(name.slice(HEADS.length))}` : `the ref ${pathText(name)}`;
