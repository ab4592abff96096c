import { realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import type { Context } from './context.ts';

export type Around = Pick<Context, 'cwd' | 'root' | 'repositories' | 'caller'>;

/**
 * A model names files of the workspace's repositories only; a command line whatever its user may. `real`: the path without links.
 * @throws BacklogError `forbidden`
 */
export async function checkInside(
  path: string,
  real: string,
  { caller, root, repositories }: Omit<Around, 'cwd'>,
): Promise<void> {
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

/**
 * A new file whose folders may have to be made; resolves to its path, below the nearest folder that is there, without links.
 * @throws BacklogError `forbidden`
 */
export async function newFileInside(path: string, context: Around): Promise<string> {
  const given = resolve(context.cwd, path);
  let there = dirname(given);
  let real = await realOf(there);
  while (real === undefined && dirname(there) !== there) {
    there = dirname(there);
    real = await realOf(there);
  }
  const file = join(real ?? there, relative(there, given));
  await checkInside(path, file, context);
  return file;
}

const realOf = (folder: string) => realpath(folder).catch(() => undefined);

/** @throws BacklogError `usage` for what the system says of a path */
export function refusePath(verb: 'read' | 'write', path: string, error: NodeJS.ErrnoException): never {
  if (error.code === 'EEXIST') refuse('usage', `${path} is there already`, { hint: 'Name a new file.' });
  refuse('usage', `cannot ${verb} ${path} (${error.code ?? error.message})`, {
    hint: 'Look whether the path is right, and whether you may go there.',
    cause: error,
  });
}
