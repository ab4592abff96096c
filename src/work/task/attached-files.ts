import { constants } from 'node:fs';
import { open, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import { type Around, checkInside, refusePath } from '../workspace/inside.ts';

/**
 * The bytes of a regular file, at most `most` and one more of it. A model names files of the workspace's repositories only, links followed;
 * a command line reads what its user may read.
 * @throws BacklogError `usage`
 */
export async function readAttached(path: string, context: Around, most: number): Promise<Buffer> {
  const file = await realpath(resolve(context.cwd, path)).catch((error) => refusePath('read', path, error));
  await checkInside(path, file, context);
  if (!(await stat(file)).isFile()) refuse('usage', `${path} is no regular file`, { hint: 'Name one file.' });
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error) =>
    refusePath('read', path, error),
  );
  try {
    if (!(await handle.stat()).isFile()) refuse('usage', `${path} is no regular file`, { hint: 'Name one file.' });
    // Files of the system say that they have no bytes, and others grow while they are read.
    const pieces: Buffer[] = [];
    for await (const piece of handle.createReadStream({ autoClose: false, end: most })) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await handle.close();
  }
}

/**
 * Writes bytes to a new file, or under their name into a folder; resolves to its path. No file is ever overwritten.
 * @throws BacklogError `usage`
 */
export async function writeAttached(path: string, name: string, bytes: Uint8Array, context: Around): Promise<string> {
  const given = resolve(context.cwd, path);
  const isFolder = (await stat(given).catch(() => undefined))?.isDirectory() ?? false;
  const target = isFolder ? join(given, name) : given;
  const folder = await realpath(dirname(target)).catch((error) => refusePath('write', path, error));
  await checkInside(path, folder, context);
  const file = join(folder, basename(target));
  const handle = await open(file, 'wx').catch((error) => refusePath('write', path, error));
  try {
    await handle.writeFile(bytes);
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(file, { force: true });
    refusePath('write', path, error as NodeJS.ErrnoException);
  }
  return file;
}
