import type { Backend } from '../backend.ts';
import { GARBAGE_MS } from '../garbage-age.ts';
import { ARCHIVE_FOLDER, archiveName, archivePath } from '../layout.ts';
import type { State } from '../state/state.ts';

/**
 * Deletes archive files that are a day old and that no record references: files that were merged, and files of a writer
 * that ended before its commit. `now` in milliseconds. Does nothing on backends that can't renew files, such as an
 * object store.
 */
export async function removeUnnamedArchives(backend: Backend, state: State, now: number): Promise<number> {
  if (!backend.upkeep) return 0;
  const before = now - GARBAGE_MS;
  const names = (await backend.list(ARCHIVE_FOLDER)).flatMap(({ name, facts }) => {
    const file = archiveName(name);
    const old = (facts()?.modified ?? before) < before;
    return file && old && !state.get('archive', file) ? [archivePath(file)] : [];
  });
  return backend.upkeep.collect(names, before);
}
