import { type BigIntStats, lstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { idLength } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { allEntries, type IndexEntry } from '../worktree/index-entries.ts';
import { type BytePath, fileOf, splitRaw } from './path-text.ts';

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
  const entries = allEntries(await readFile(index), idLength(base));
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

function isTouched(tree: string, entry: IndexEntry): boolean {
  const facts = factsOf(fileOf(tree, entry.path));
  return !facts || FACTS.some(([name, read]) => entry[name] !== Number(BigInt.asUintN(32, read(facts))));
}

function factsOf(file: Buffer): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

const NANO = 1_000_000_000n;

const FACTS: readonly ['ctime' | 'ctimeNs' | 'mtime' | 'mtimeNs' | 'inode' | 'size', (facts: BigIntStats) => bigint][] =
  [
    ['ctimeNs', ({ ctimeNs }) => ctimeNs % NANO],
    ['mtimeNs', ({ mtimeNs }) => mtimeNs % NANO],
    ['ctime', ({ ctimeNs }) => ctimeNs / NANO],
    ['mtime', ({ mtimeNs }) => mtimeNs / NANO],
    ['inode', ({ ino }) => ino],
    ['size', ({ size }) => size],
  ];

/** Parses the output of `diff-files -z --raw`: `:100644 100644 <id> <id> M NUL path NUL` for each file. */
function changedPaths(out: Buffer): DiffersFrom[] {
  const fields = splitRaw(out);
  const found = new Map<BytePath, boolean>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    found.set(fields[at + 1]!, fields[at]!.startsWith(':160000'));
  }
  return [...found].map(([path, submodule]) => ({ path, submodule }));
}
