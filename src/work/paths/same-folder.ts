import { constants, readlinkSync, realpathSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import type { AllowedPath } from './named-path.ts';

/**
 * Returns the path of a name in the opened folder. The path stays valid even if somebody moves or replaces the folder.
 */
export type InFolder = (name: string) => string;

/**
 * Uses a file in the folder that {@link allowPath} allowed. Another process could have replaced the folder by a link
 * since then. On Linux, the path goes through the open folder handle. On other systems, the function compares the
 * folder's path again just before use.
 * @throws BacklogError `conflict` if the path now leads to another folder; the system's error if the folder can't be
 * opened
 */
export async function inSameFolder<T>(
  { said, file }: Pick<AllowedPath, 'said' | 'file'>,
  use: (file: string, inFolder: InFolder) => Promise<T>,
  handles = HANDLES,
): Promise<T> {
  const folder = dirname(file);
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const held = await heldPath(handle, folder, handles);
    if (held === undefined)
      refuse('conflict', `cannot use "${said}": ${folder} changed since it was checked`, {
        hint: 'Check the folder, then run the command again.',
        data: { path: said },
      });
    const inFolder = (name: string) => join(held, name);
    return await use(inFolder(basename(file)), inFolder);
  } finally {
    await handle.close();
  }
}

/** The folder in which Linux lists the open files of a process as links: proc(5). */
const HANDLES = '/proc/self/fd';

/** Returns a path to the opened folder; undefined if it is no longer at `folder`. */
async function heldPath(handle: FileHandle, folder: string, handles: string): Promise<string | undefined> {
  const link = join(handles, String(handle.fd));
  const at = linkTarget(link);
  if (at !== undefined) return at === folder ? link : undefined;
  const [open, there] = [await handle.stat(), statSync(folder)];
  return realpathSync.native(folder) === folder && open.ino === there.ino && open.dev === there.dev
    ? folder
    : undefined;
}

function linkTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
