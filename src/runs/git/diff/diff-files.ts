import { type BigIntStats, lstatSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { isSha256 } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { copyTrusted, temporaryName } from '../store/temporary-index.ts';
import { type IndexEntry, indexEntries } from '../worktree/index-entries.ts';
import { type BytePath, fileOf, splitRaw } from './path-text.ts';

/** A path of our index whose file was changed, replaced or deleted. */
export interface DiffersFrom {
  path: BytePath;
  submodule: boolean;
}

/**
 * Lists the differences between our index and the worktree.
 * Git compares times by the second. It therefore reads the content of every file that was written in the second of the
 * index; after a preparation these are all files. This function first compares their times to the nanosecond, which
 * only the kernel can set. Git reads the contents only if a file that was touched is not already among the changed
 * ones.
 */
export async function diffFiles(place: RunPlace, base: string): Promise<DiffersFrom[]> {
  const { index, tree } = runPaths(place);
  const ask = async (from: string) => {
    // Not `all`, which would miss a file in place of a submodule. Neither value makes git look into a submodule.
    const args = ['diff-files', '-z', '--raw', '--ignore-submodules=dirty'];
    return changedPaths((await inStore(place, args, { tree, index: from })).out);
  };
  const [bytes, { mtimeMs }] = await Promise.all([readFile(index), stat(index)]);
  const second = Math.floor(mtimeMs / 1000);
  const doubtful = [...indexEntries(bytes, isSha256(base) ? 32 : 20)].filter(({ mtime }) => mtime >= second);
  if (doubtful.length === 0) return ask(index);
  const copy = temporaryName(index);
  try {
    await copyTrusted(index, copy);
    const asked = ask(copy);
    const touched = doubtful.filter((entry) => isTouched(tree, entry));
    const found = await asked;
    const paths = new Set(found.map(({ path }) => path));
    return touched.every(({ path }) => paths.has(path)) ? found : ask(index);
  } finally {
    await rm(copy, { force: true });
  }
}

/**
 * Whether a file may have been written after its entry was put into the index. If the index has no nanoseconds, the
 * function returns true.
 */
function isTouched(tree: string, entry: IndexEntry): boolean {
  const facts = factsOf(fileOf(tree, entry.path));
  if (!facts || (entry.ctimeNs === 0 && entry.mtimeNs === 0)) return true;
  return FACTS.some(([name, read]) => entry[name] !== Number(BigInt.asUintN(32, read(facts))));
}

function factsOf(file: Buffer): BigIntStats | undefined {
  try {
    return lstatSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

const NANO = 1_000_000_000n;

const FACTS: readonly [keyof IndexEntry, (facts: BigIntStats) => bigint][] = [
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
