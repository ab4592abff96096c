import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectFiles } from '../../detect/files.ts';
import { type GitRepository, ignoredPaths } from '../git/index.ts';

/** Maximum size in bytes of a file that is read. */
const MOST_BYTES = 512 * 1024;

/** Reads the facts about a repository's checkout that detection needs. Writes nothing and starts only git. */
export async function projectFiles(repository: GitRepository): Promise<ProjectFiles> {
  const { folder } = repository;
  return {
    names: new Set(readdirSync(folder)),
    ignored: await ignoredPaths(repository),
    text: (name) => textOf(join(folder, name)),
  };
}

function textOf(file: string): string | undefined {
  let fd: number | undefined;
  try {
    // Opening a pipe could wait forever.
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = fstatSync(fd);
    return facts.isFile() && facts.size <= MOST_BYTES ? readFileSync(fd, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
