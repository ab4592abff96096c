import { storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { type BytePath, joinPaths } from '../diff/path-text.ts';
import type { RunsPlace } from '../store/paths.ts';
import { ensureRaw } from '../store/raw.ts';

export interface Staging {
  /** The git folder that gets the objects. */
  store: string;
  /** The folder with the files. */
  tree: string;
  index: string;
}

/**
 * Writes files as objects, and their entries into an index.
 * @param like a commit with ids of the same kind
 * @returns the files whose names git refuses
 */
export async function addFiles(
  place: RunsPlace,
  present: readonly BytePath[],
  { store, ...here }: Staging,
  like: string,
): Promise<string[]> {
  let failures = 0;
  const add = async (paths: readonly BytePath[]): Promise<string[]> => {
    if (paths.length === 0) return [];
    const input = joinPaths(paths);
    const added = await git(storeCall(store, ADD, { ...here, input, codes: MAY_FAIL }));
    if (added.code === 0) return ignoredBy(added.err);
    // If git can't apply one attribute, such as an unknown encoding, the whole call fails. The file of that attribute is
    // added as bytes, and the others as git would add them.
    if (paths.length > 1 && ++failures <= MOST_FAILURES) {
      const half = Math.ceil(paths.length / 2);
      return [...(await add(paths.slice(0, half))), ...(await add(paths.slice(half)))];
    }
    const { raw } = await ensureRaw(place, like);
    const { err } = await git(storeCall(raw, ADD, { ...here, input, objects: `${store}/objects` }));
    return ignoredBy(err);
  };
  return add(present);
}

const ADD = ['update-index', '-z', '--add', '--replace', '--stdin'];

/** Maximum number of failed calls after which files are added as bytes together. */
const MOST_FAILURES = 60;

function ignoredBy(err: string): string[] {
  return err.split('\n').flatMap((line) => /^Ignoring path (.+)$/.exec(line)?.[1] ?? []);
}

/** Removes entries from an index. */
export async function removeEntries(gone: readonly BytePath[], { store, ...here }: Staging): Promise<void> {
  if (gone.length === 0) return;
  const args = ['update-index', '-z', '--force-remove', '--stdin'];
  await git(storeCall(store, args, { ...here, input: joinPaths(gone) }));
}
