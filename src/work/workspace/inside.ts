import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
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

/** @throws BacklogError `usage` for what the system says of a path */
export function refusePath(verb: 'read' | 'write', path: string, error: NodeJS.ErrnoException): never {
  if (error.code === 'EEXIST') refuse('usage', `${path} is there already`, { hint: 'Name a new file.' });
  refuse('usage', `cannot ${verb} ${path} (${error.code ?? error.message})`, {
    hint: 'Look whether the path is right, and whether you may go there.',
    cause: error,
  });
}
