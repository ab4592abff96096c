import { cpSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const REMOVED = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/**
 * What many tests of a file begin with, made for the first of them: `make` fills a folder, and each further call puts a copy of what it left
 * under the same path, since git writes down where a worktree is. So only one test at a time has it.
 * @returns a function that resolves to what `make` resolved to
 */
export function madeOnce<T>(make: (folder: string) => Promise<T>): () => Promise<T> {
  const site = realpathSync(mkdtempSync(join(tmpdir(), 'made-')));
  afterAll(() => rmSync(site, REMOVED));
  const [folder, kept] = [join(site, 'folder'), join(site, 'kept')];
  let made: Promise<T> | undefined;
  const makeIt = async () => {
    const value = await make(folder);
    renameSync(folder, kept);
    return value;
  };
  return async () => {
    made ??= makeIt();
    const value = await made;
    rmSync(folder, REMOVED);
    cpSync(kept, folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    return value;
  };
}
