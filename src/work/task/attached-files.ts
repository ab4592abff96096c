import { constants } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import type { Context } from '../workspace/context.ts';

type Around = Pick<Context, 'cwd' | 'root' | 'repositories' | 'caller'>;

/**
 * The bytes of a regular file, at most `most` and one more of it. A model names files of the workspace's repositories only, links followed;
 * a command line reads what its user may read.
 * @throws BacklogError `usage`
 */
export async function readAttached(path: string, context: Around, most: number): Promise<Buffer> {
  const file = await realpath(resolve(context.cwd, path)).catch((error) => cannot('read', path, error));
  await checkInside(path, file, context);
  if (!(await stat(file)).isFile()) refuse('usage', `${path} is no regular file`, { hint: 'Name one file.' });
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error) =>
    cannot('read', path, error),
  );
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, most + 1));
    let filled = 0;
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read)
      ({ bytesRead: read } = await handle.read(bytes, filled, bytes.length - filled, filled));
    return bytes.subarray(0, filled);
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
  const folder = await realpath(dirname(target)).catch((error) => cannot('write', path, error));
  await checkInside(path, folder, context);
  const file = join(folder, basename(target));
  const handle = await open(file, 'wx').catch((error) => cannot('write', path, error));
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
  return file;
}

function cannot(verb: 'read' | 'write', path: string, error: NodeJS.ErrnoException): never {
  if (error.code === 'EEXIST') refuse('usage', `${path} is there already`, { hint: 'Name a new file.' });
  refuse('usage', `cannot ${verb} ${path} (${error.code ?? error.message})`, {
    hint: 'Look whether the path is right, and whether you may go there.',
    cause: error,
  });
}

/** `real`: the path without links. */
async function checkInside(path: string, real: string, { caller, root, repositories }: Around): Promise<void> {
  if (caller.door === 'cli') return;
  const folders = [root, ...repositories.all.map(({ folder }) => folder)];
  for (const folder of folders) {
    const top = await realpath(folder).catch(() => folder);
    if (real === top || real.startsWith(top + sep)) return;
  }
  refuse('forbidden', `${path} is not in a repository of this workspace`, {
    hint: 'Name a file below the working folder, or let a person say it at a command line.',
  });
}
