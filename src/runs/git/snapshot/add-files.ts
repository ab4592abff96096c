import { storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type BytePath, joinPaths } from '../diff/path-text.ts';
import type { RunsPlace } from '../store/paths.ts';
import { ensureRaw } from '../store/store-repo.ts';

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
  if (present.length === 0) return [];
  const args = ['update-index', '-z', '--add', '--replace', '--stdin'];
  const input = joinPaths(present);
  const added = await git(storeCall(store, args, { ...here, input, codes: [0, 1, 128] }));
  if (added.code === 0) return ignoredBy(added.err);
  // If git can't apply one attribute, such as an unknown encoding, the whole call fails. Then the files are added as
  // bytes.
  const { raw } = await ensureRaw(place, like);
  const { err } = await git(storeCall(raw, args, { ...here, input, objects: `${store}/objects` }));
  return ignoredBy(err);
}

function ignoredBy(err: string): string[] {
  return err.split('\n').flatMap((line) => /^Ignoring path (.+)$/.exec(line)?.[1] ?? []);
}

/** Removes entries from an index. */
export async function removeEntries(gone: readonly BytePath[], { store, ...here }: Staging): Promise<void> {
  if (gone.length === 0) return;
  const args = ['update-index', '-z', '--force-remove', '--stdin'];
  await git(storeCall(store, args, { ...here, input: joinPaths(gone) }));
}
