import { lstatSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { idLength, readIndex } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { allEntries, type IndexEntry } from '../worktree/index-entries.ts';
import { parseRaw, SUBMODULE } from './changed.ts';
import { type BytePath, fileOf } from './path-text.ts';

/** A path of Backlog's index whose file may be changed, replaced or deleted. */
export interface DiffersFrom {
  path: BytePath;
  submodule: boolean;
}

/**
 * Lists the paths of Backlog's index whose file may differ from it: the file was written, replaced, deleted or only
 * touched. Always lists submodules.
 */
export async function diffFiles(place: RunPlace, base: string): Promise<DiffersFrom[]> {
  const { index, tree } = runPaths(place);
  const entries = allEntries(await readIndex(index), idLength(base));
  const touched = entries && (await touchedEntries(tree, entries));
  if (touched) return touched.map(({ path, isSubmodule }) => ({ path, submodule: isSubmodule }));
  // The value is not `all`, because git would then miss a file in place of a submodule. With both values, git doesn't
  // read files in submodules.
  const args = ['diff-files', '-z', '--raw', '--ignore-submodules=dirty'];
  return changedPaths((await inStore(place, args, { tree, index })).out);
}

/** Number of entries to compare before the process can do other work. */
const SLICE = 1_000;

/**
 * Finds all submodules, and the entries whose file may have been written after it was put into the index. It compares
 * times in nanoseconds, because git compares seconds: after a preparation, git would read almost all files again.
 * @returns undefined if the file system has no nanoseconds
 */
export async function touchedEntries(tree: string, entries: readonly IndexEntry[]): Promise<IndexEntry[] | undefined> {
  const isFolder = realFolders(tree);
  const touched: IndexEntry[] = [];
  for (const [at, entry] of entries.entries()) {
    if (at % SLICE === SLICE - 1) await setImmediate();
    const { path, isSubmodule, mtime, mtimeNs, ctimeNs } = entry;
    if (mtime !== 0 && mtimeNs === 0 && ctimeNs === 0 && !isSubmodule) return undefined;
    if (isSubmodule || !isFolder(folderOf(path)) || isTouched(tree, entry)) touched.push(entry);
  }
  return touched;
}

const folderOf = (path: BytePath) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Returns a function that checks whether a path is a folder and not behind a link. */
function realFolders(tree: string): (path: BytePath) => boolean {
  const known = new Map<BytePath, boolean>([['', true]]);
  const isFolder = (path: BytePath): boolean => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = isFolder(folderOf(path)) && (factsOf(fileOf(tree, path))?.isDirectory() ?? false);
    known.set(path, found);
    return found;
  };
  return isFolder;
}

/**
 * Compares times as milliseconds with fractions, computed as Node does. Reading them as integers takes twice as long.
 * Two different times can only be equal if less than 0.3 microseconds are between them, and no file is written, put
 * into the index and written again in that time.
 */
function isTouched(tree: string, { path, ctime, ctimeNs, mtime, mtimeNs, inode, size }: IndexEntry): boolean {
  const file = fileOf(tree, path);
  const facts = factsOf(file);
  return (
    !facts ||
    facts.ctimeMs !== milliseconds(ctime, ctimeNs) ||
    facts.mtimeMs !== milliseconds(mtime, mtimeNs) ||
    facts.size % WRAP !== size ||
    inodeOf(file, facts) !== inode
  );
}

const milliseconds = (seconds: number, nanoseconds: number) => seconds * 1000 + nanoseconds / 1_000_000;

/** An index stores the lowest 32 bits of a number. */
const WRAP = 2 ** 32;

function inodeOf(file: Buffer, { ino }: Stats): number | undefined {
  if (Number.isSafeInteger(ino)) return ino % WRAP;
  const exact = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return exact && Number(BigInt.asUintN(32, exact.ino));
}

function factsOf(file: Buffer): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function changedPaths(out: Buffer): DiffersFrom[] {
  const found = new Map(parseRaw(out).map(({ path, old }) => [path, old.mode === SUBMODULE]));
  return [...found].map(([path, submodule]) => ({ path, submodule }));
}
