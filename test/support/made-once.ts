import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { copyFolder } from './folder.ts';
import { type Marks, marksOf, restoreFolder } from './restore-folder.ts';

const REMOVED = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/**
 * Makes the initial files of many tests once. `make` fills a folder. Each call of the result puts these files under the
 * same path again, because git stores absolute paths of worktrees. So only one test at a time can use it.
 * @param prefix of the folder that contains the files; six characters follow
 * @returns a function that resolves to the result of `make`
 */
export function madeOnce<T>(
  make: (folder: string) => Promise<T>,
  prefix = join(inject('shared'), 'made-'),
): () => Promise<T> {
  const site = realpathSync(mkdtempSync(prefix));
  const [folder, kept] = [join(site, 'folder'), join(site, 'kept')];
  let made: Promise<T> | undefined;
  let marks: Marks | undefined;
  // A module that several files import is loaded once in a process. After its first file, the next one makes the files anew.
  afterAll(() => {
    made = undefined;
    rmSync(site, REMOVED);
  });
  const makeIt = async () => {
    mkdirSync(site, { recursive: true });
    const value = await make(folder);
    renameSync(folder, kept);
    copyFolder(kept, folder);
    marks = marksOf(folder);
    return value;
  };
  return async () => {
    if (made) {
      await made;
      marks = restoreFolder(kept, folder, marks!);
    }
    made ??= makeIt();
    return made;
  };
}
