import { constants } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import { allowPath, fileNamed, refusePath } from '../paths/allow-path.ts';
import { inSameFolder } from '../paths/same-folder.ts';
import type { Context } from '../workspace/context.ts';

/**
 * Reads at most `most` + 1 bytes of a regular file. The caller detects a too large file by the extra byte.
 * @throws BacklogError `usage`
 */
export async function readAttached(path: string, context: Context, most: number): Promise<Buffer> {
  const named = fileNamed(context, path);
  const there = await stat(named.file).catch((error) => refusePath('read', path, error));
  if (!there.isFile()) refuse('usage', `"${path}" is not a regular file`, { hint: 'Give the path of one file.' });
  const handle = await inSameFolder(named, (file) =>
    open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK),
  ).catch((error) => refusePath('read', path, error));
  try {
    if (!(await handle.stat()).isFile())
      refuse('usage', `"${path}" is not a regular file`, { hint: 'Give the path of one file.' });
    // Reads to the end instead of using the size: system files report a size of 0, and other files can grow during the
    // read.
    const pieces: Buffer[] = [];
    for await (const piece of handle.createReadStream({ autoClose: false, end: most })) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await handle.close();
  }
}

/**
 * Writes the bytes to a new file `path`. If `path` is a folder, writes a new file `name` in it.
 * @returns the file's path
 * @throws BacklogError `usage`
 */
export async function writeAttached(path: string, name: string, bytes: Uint8Array, context: Context): Promise<string> {
  const named = fileNamed(context, path);
  const isFolder = (await stat(named.file).catch(() => undefined))?.isDirectory() ?? false;
  const allowed = isFolder ? allowPath({ ...named, said: join(path, name) }, context) : named;
  await inSameFolder(allowed, (file) => writeNew(file, bytes)).catch((error) => refusePath('write', path, error));
  return allowed.file;
}

async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(file, { force: true });
    throw error;
  }
}
