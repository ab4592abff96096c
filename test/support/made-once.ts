import { existsSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { copyFolder } from './folder.ts';
import { type Marks, marksOf, restoreFolder } from './restore-folder.ts';

const REMOVED = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/**
 * Makes the initial files of many tests once. `make` fills a folder. Each call of the result puts these files under the
 * same path again, because git stores absolute paths of worktrees. So only one test at a time can use it. A module of
 * several test files may call it: then the files are made again for the next test file of the process.
 * @returns a function that resolves to the result of `make`
 */
export function madeOnce<T>(make: (folder: string) => Promise<T>): () => Promise<T> {
  let site = realpathSync(mkdtempSync(join(tmpdir(), 'made-')));
  let made: Promise<T> | undefined;
  let marks: Marks | undefined;
  afterAll(() => {
    rmSync(site, REMOVED);
    [made, marks] = [undefined, undefined];
  });
  const paths = () => [join(site, 'folder'), join(site, 'kept')] as const;
  const makeIt = async () => {
    // Nothing deletes what a later file makes here, so it is in the folder that is deleted after all tests.
    if (!existsSync(site)) site = mkdtempSync(join(inject('shared'), 'made-'));
    const [folder, kept] = paths();
    const value = await make(folder);
    renameSync(folder, kept);
    copyFolder(kept, folder);
    marks = marksOf(folder);
    return value;
  };
  return async () => {
    if (made) {
      await made;
      const [folder, kept] = paths();
      marks = restoreFolder(kept, folder, marks!);
    }
    made ??= makeIt();
    return made;
  };
}
