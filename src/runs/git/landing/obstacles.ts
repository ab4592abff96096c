import { lstat, readdir } from 'node:fs/promises';
import { type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type BytePath, fileOf, parentsOf } from '../diff/path-text.ts';

/**
 * Lists the added paths that can't be written in a worktree:
 * - because of a file with this path, even an ignored one, because `read-tree` overwrites ignored files
 * - because of a folder, unless the landing removes everything in it
 * - because of a file or link in place of a parent folder, unless the landing removes it
 * - because of a submodule with files, which git would delete for a file in its place
 */
export async function checkoutObstacles(worktree: string, changes: readonly RawChange[]): Promise<BytePath[]> {
  const removed = new Set(changes.filter(({ status }) => status === 'D').map(({ path }) => path));
  const found = new Set<BytePath>(await filledSubmodules(worktree, changes));
  const clear = new Set<BytePath>();
  for (const { path } of changes.filter(({ status }) => status === 'A')) {
    const blocked = await above(worktree, path, removed, clear);
    if (blocked !== undefined) found.add(blocked);
    else if (await isTaken(worktree, path, removed)) found.add(path);
  }
  return [...found];
}

/** Finds the submodules in whose place a landing puts files, and whose folder isn't empty. */
async function filledSubmodules(worktree: string, changes: readonly RawChange[]): Promise<BytePath[]> {
  const replaced = changes.filter(
    (one) =>
      one.old.mode === SUBMODULE &&
      one.new.mode !== SUBMODULE &&
      (one.status !== 'D' || changes.some(({ path }) => path.startsWith(`${one.path}/`))),
  );
  const found: BytePath[] = [];
  for (const { path } of replaced) {
    const names = await readdir(fileOf(worktree, path)).catch(() => []);
    if (names.length > 0) found.push(path);
  }
  return found;
}

/** Finds the outermost parent of a path that is no folder and that the landing does not remove. */
async function above(
  worktree: string,
  path: BytePath,
  removed: ReadonlySet<BytePath>,
  clear: Set<BytePath>,
): Promise<BytePath | undefined> {
  for (const parent of parentsOf(path)) {
    if (clear.has(parent)) continue;
    const facts = await lstat(fileOf(worktree, parent)).catch(() => undefined);
    if (facts === undefined || (!facts.isDirectory() && removed.has(parent))) return undefined;
    if (!facts.isDirectory()) return parent;
    clear.add(parent);
  }
  return undefined;
}

async function isTaken(worktree: string, path: BytePath, removed: ReadonlySet<BytePath>): Promise<boolean> {
  const parentGoes = parentsOf(path).some((parent) => removed.has(parent));
  if (parentGoes) return false;
  const facts = await lstat(fileOf(worktree, path)).catch(() => undefined);
  if (facts === undefined) return false;
  if (!facts.isDirectory()) return true;
  for (const name of await readdir(fileOf(worktree, path), { encoding: 'latin1' })) {
    const inner = `${path}/${name}`;
    if (!removed.has(inner) && (await isTaken(worktree, inner, removed))) return true;
  }
  return false;
}
