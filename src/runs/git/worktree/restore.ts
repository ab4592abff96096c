import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { ensureRaw, inStore, outputLine } from '../store/store-repo.ts';

/**
 * Writes the files of a commit or ref of the private copy, byte for byte, into an empty or new folder.
 * @throws BacklogError `conflict` for a folder that is not empty
 */
export async function restoreFiles(place: RunsPlace, commit: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) refuse('conflict', `${folder} is not empty`, { hint: 'Name a new folder.' });
  const id = outputLine(await inStore(place, ['rev-parse', '--verify', `${commit}^{commit}`]));
  const { raw, objects } = await ensureRaw(place, id);
  const own = await mkdtemp(join(repositoryPaths(place).folder, 'restore-'));
  try {
    await git(storeCall(raw, ['read-tree', '-m', '-u', id], { tree: folder, index: join(own, 'index'), objects }));
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
