import { closeSync, constants, openSync } from 'node:fs';
import { access, chmod, lstat, readdir, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { asideName } from '../store/mend-refs.ts';

const SEPARATOR = Buffer.from(sep);

/**
 * Deletes a file or a folder. Subfolders without write permission are deleted, too.
 * @throws the error of a file that can't be deleted, with its path
 */
export async function removeAll(folder: string | Buffer): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await unprotect(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(async (error) => {
      // Node reports that a file which it can't delete is no folder.
      if (errnoOf(error) === 'ENOTDIR') await unlink(error.path);
      throw error;
    });
  }
}

/**
 * Finds an entry of a folder that a deletion would leave, such as an immutable file or another user's folder. It deletes
 * nothing, but opens each file for writing, which the system refuses for immutable ones.
 * @returns its path; undefined if nothing stands against a deletion
 */
export async function findUndeletable(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (await isFixed(folder, entries.length === 0)) return folder;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const found = entry.isDirectory() ? await findUndeletable(path) : entry.isFile() && isImmutable(path) && path;
    if (found) return found;
  }
  return undefined;
}

async function isFixed(folder: string, isEmpty: boolean): Promise<boolean> {
  try {
    const { mode } = await lstat(folder);
    await chmod(folder, mode & 0o7777);
    return false;
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') return false;
    const { uid } = await lstat(folder);
    const me = process.getuid?.();
    if (me === 0 || me === uid) return true;
    return (
      !isEmpty &&
      access(folder, constants.W_OK).then(
        () => false,
        () => true,
      )
    );
  }
}

function isImmutable(file: string): boolean {
  try {
    closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW));
    return false;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** What somebody left in a folder so that it can't be deleted, such as an immutable file. */
export interface Undeletable {
  /** Path in the folder. */
  path: string;
  errno: string;
  /** The folder's new path. */
  to: string;
}

/**
 * Deletes a folder of checks. If that fails, moves it aside, because the next checks need a new one at its path.
 * @returns undefined if the folder is deleted
 */
export async function clearFolder(folder: string): Promise<Undeletable | undefined> {
  try {
    await removeAll(folder);
    return undefined;
  } catch (error) {
    const path = (error as NodeJS.ErrnoException).path ?? folder;
    const to = join(dirname(folder), asideName(folder));
    await rename(folder, to);
    return { path: relative(folder, path), errno: errnoOf(error) ?? 'EPERM', to };
  }
}

async function unprotect(folder: string | Buffer): Promise<void> {
  const facts = await lstat(folder).catch(() => undefined);
  if (!facts?.isDirectory()) return;
  // The failed deletion can still delete other entries. A folder that can't be changed has another cause.
  await chmod(folder, 0o700).catch(() => undefined);
  for (const name of await readdir(folder, { encoding: 'buffer' }).catch(() => []))
    await unprotect(Buffer.concat([Buffer.from(folder), SEPARATOR, name]));
}
