import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { makeOwnFolder } from '../owner.ts';
import { readableFile, writeSmallFile } from './small-file.ts';
import { isStore, type Workspace } from './workspace.ts';

/**
 * Folder in BACKLOG_HOME with one small file per git folder, which names the queue that the repository used last. So a
 * repository that lost its marker finds its queue without opening all queues. The file's name is a hash of the git
 * folder's path.
 */
const FOLDER = 'repositories';

/** Notes that a repository uses the queue in a folder. */
export function noteQueue(common: string, dir: string): void {
  const file = fileOf(common, dirname(dir));
  const workspace = basename(dir);
  if (namedIn(file) === workspace) return;
  try {
    makeOwnFolder(dirname(file));
    writeSmallFile(file, { workspace, common });
  } catch {
    // A later change tries again.
  }
}

/**
 * Returns the folder of the queue that a git repository without a queue used last; undefined if there is none. Reads one
 * file, whatever the number of queues.
 */
export function notedQueue({ exists, foundBy, common, dir }: Workspace): string | undefined {
  if (exists || foundBy !== 'git' || common === undefined) return undefined;
  const name = namedIn(fileOf(common, dirname(dir)));
  const noted = name === undefined ? undefined : join(dirname(dir), name);
  return noted !== undefined && isStore(noted) ? noted : undefined;
}

/** @param stores the folder of all stores */
function fileOf(common: string, stores: string): string {
  const name = createHash('sha256').update(common).digest('hex').slice(0, 32);
  return join(dirname(stores), FOLDER, `${name}.json`);
}

function namedIn(file: string): string | undefined {
  try {
    const { workspace } = JSON.parse(readableFile(file) ?? '{}') as { workspace?: unknown };
    return typeof workspace === 'string' && basename(workspace) === workspace ? workspace : undefined;
  } catch {
    return undefined;
  }
}
