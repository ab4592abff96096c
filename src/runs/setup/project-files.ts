import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectFiles } from '../../detect/files.ts';
import { TOOLS } from '../../detect/tools.ts';
import { type GitRepository, ignoredPaths, trackedFiles } from '../git/index.ts';

/** Maximum size in bytes of a file that is read. */
const MOST_BYTES = 512 * 1024;

/** Maximum number of folders above a file that shows a project: `apps/web/package.json` has two. */
const DEEPEST = 2;
/** Maximum number of subfolders with such files. In a repository with more, only the top folder counts. */
const MOST_FOLDERS = 200;

/** Reads the facts about a repository's checkout that detection needs. Writes nothing and starts only git. */
export async function projectFiles(repository: GitRepository): Promise<ProjectFiles> {
  const { folder } = repository;
  const ignored = await ignoredPaths(repository);
  const signs = TOOLS.flatMap(({ signs }) => (Array.isArray(signs) ? (signs as string[]) : []));
  const tracked = await trackedFiles(repository, signs, DEEPEST);
  const folders = [...new Set(tracked.map((path) => path.slice(0, path.lastIndexOf('/'))))];
  const filesIn = (path: string): ProjectFiles => ({
    names: new Set(namesIn(join(folder, path))),
    ignored: ignored.flatMap((one) => (one.startsWith(`${path}/`) ? [one.slice(path.length + 1)] : [])),
    text: (name) => textOf(join(folder, path, name)),
  });
  return {
    names: new Set(readdirSync(folder)),
    ignored,
    text: (name) => textOf(join(folder, name)),
    below: folders.length > MOST_FOLDERS ? [] : folders.map((path) => ({ path, files: filesIn(path) })),
  };
}

/** Lists a folder. Empty if it is missing in the checkout, as in a sparse one. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
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
