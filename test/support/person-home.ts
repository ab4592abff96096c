import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files of Backlog in a home folder, by path in it, with the time of the last change of each plain file. */
export type HomeFiles = ReadonlyMap<string, number>;

/**
 * Lists the top of a person's `.backlog`, and the names of the queues in it. A queue's own files are left out, because
 * the person may work while tests run.
 */
export function homeFiles(home: string): HomeFiles {
  const found = new Map<string, number>();
  for (const folder of ['.backlog', '.backlog/workspaces', '.backlog/board', '.backlog/connections'])
    for (const name of namesIn(join(home, folder))) {
      const path = join(folder, name);
      const stat = statSync(join(home, path), { throwIfNoEntry: false });
      if (stat) found.set(path, stat.isFile() ? stat.mtimeMs : 0);
    }
  return found;
}

/** Returns the paths that were added or changed between two lists. */
export const homeChanges = (before: HomeFiles, after: HomeFiles): string[] =>
  [...after].filter(([path, time]) => before.get(path) !== time).map(([path]) => path);

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
