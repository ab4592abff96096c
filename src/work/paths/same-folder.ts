import { constants, readlinkSync, realpathSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import type { AllowedPath } from './named-path.ts';

/** Gives the path by which a name in the opened folder is reached, whatever becomes of the folder's own path. */
export type InFolder = (name: string) => string;

/**
 * Uses a file that a call names in the folder that {@link allowPath} decided on. Somebody may replace that folder by a link since: on Linux
 * the folder is reached by its handle, elsewhere its path is compared once more just before.
 * @throws BacklogError `conflict` when the path leads elsewhere by now; the system's error when the folder cannot be opened
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
      refuse('conflict', `cannot use "${said}": ${folder} leads elsewhere since it was checked`, {
        hint: 'Look at the folder, then run the command again.',
        data: { path: said },
      });
    const inFolder = (name: string) => join(held, name);
    return await use(inFolder(basename(file)), inFolder);
  } finally {
    await handle.close();
  }
}

/** Where Linux tells where each open file is, and leads to it: proc(5). */
const HANDLES = '/proc/self/fd';

/** A path to the folder that is open; undefined when that is not at `folder`. */
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
