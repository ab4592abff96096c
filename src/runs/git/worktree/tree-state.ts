import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { readPlain } from '../../../work/paths/plain-file.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import { diffFiles } from '../diff/diff-files.ts';
import { type BytePath, fileOf, foldersAbove, splitPaths } from '../diff/path-text.ts';
import { idLength } from '../store/git-dir.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import type { AgentEntry } from './agent-index.ts';
import { type IndexEntry, indexEntries } from './index-entries.ts';
import { ensureIndex } from './own-index.ts';

/** The differences between a worktree and Backlog's index, found without programs or nested repositories. */
export interface TreeState {
  /** Files whose content or kind has changed. Links count as files. */
  edited: BytePath[];
  /** Files that are not in the index. */
  added: BytePath[];
  /** Paths in the index whose file was deleted. */
  gone: BytePath[];
  /** Nested repositories. Git reads no files inside them. */
  nested: BytePath[];
  /** Folders of submodules that are not empty. Git reads no files inside them either. */
  submodules: BytePath[];
  /** Entries of the agent's HEAD that the files don't show, as lines for `update-index --index-info`. */
  ofHead?: Buffer;
  /** Lists the files and folders that `.gitignore` hides. Folders end with `/`. */
  ignored: () => Promise<BytePath[]>;
}

export async function readTreeState(place: RunPlace, base: string): Promise<TreeState> {
  await ensureIndex(place, base);
  const { tree, index } = runPaths(place);
  const ask = (...args: string[]) => inStore(place, args, { tree, index });
  const [changed, untracked] = await Promise.all([
    diffFiles(place, base),
    ask('ls-files', '-z', '-o', '--exclude-standard'),
  ]);
  const others = splitPaths(untracked.out);
  const kinds = kindsIn(tree);
  const submodules = await filledSubmodules(place, base);
  const nested = others.filter(isFolder);
  const ignored = () => ignoredIn(place);
  const state: TreeState = { edited: [], added: [], gone: [], nested, submodules, ignored };
  for (const { path, submodule } of changed) {
    const kind = await kinds(path);
    if (kind === 'file') state.edited.push(path);
    else if (!submodule) state.gone.push(path);
  }
  for (const path of others) {
    if (!isFolder(path) && (await kinds(path)) === 'file') state.added.push(path);
  }
  return state;
}

/**
 * Lists the submodules whose folder is not empty. In a new worktree, these folders are empty. Git lists no files inside
 * them.
 */
async function filledSubmodules(place: RunPlace, base: string): Promise<BytePath[]> {
  const { tree, index } = runPaths(place);
  const found = (await entriesIn(index, base)).filter(({ isSubmodule }) => isSubmodule);
  const kinds = kindsIn(tree);
  const filled: BytePath[] = [];
  for (const { path } of found)
    if ((await kinds(path)) === 'folder' && (await readdir(fileOf(tree, path))).length > 0) filled.push(`${path}/`);
  return filled;
}

/** Lists the files and folders that `.gitignore` hides. Folders end with `/`. */
export async function ignoredIn(place: RunPlace): Promise<BytePath[]> {
  const { tree, index } = runPaths(place);
  const args = ['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory'];
  return splitPaths((await inStore(place, args, { tree, index })).out);
}

/**
 * Adds what the agent committed since `base` on purpose, although `.gitignore` hides the files: those that it added, and
 * those that it no longer tracks.
 */
export async function withCommitted(
  place: RunPlace,
  state: TreeState,
  base: string,
  commit: string,
): Promise<TreeState> {
  if (commit === base) return state;
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', ...PLAIN_DIFF];
  const [added, untracked] = await Promise.all(
    ['A', 'D'].map(async (kind) =>
      splitPaths((await inStore(place, [...args, `--diff-filter=${kind}`, base, commit])).out),
    ),
  );
  return withIntended(place, state, { added: added!, untracked: untracked! });
}

/**
 * Adds what the agent staged on purpose, as {@link withCommitted} does: `git add -f` and `git rm --cached` show intention.
 * @param entries those of the agent's index. None show no intention.
 */
export async function withStaged(
  place: RunPlace,
  state: TreeState,
  base: string,
  entries: readonly AgentEntry[],
): Promise<TreeState> {
  if (entries.length === 0) return state;
  const [theirs, ours] = [pathsOf(entries), pathsOf(await entriesIn(runPaths(place).index, base))];
  return withIntended(place, state, {
    added: [...theirs].filter((path) => !ours.has(path)),
    untracked: [...ours].filter((path) => !theirs.has(path)),
  });
}

const pathsOf = (entries: readonly Pick<IndexEntry, 'path'>[]) => new Set(entries.map(({ path }) => path));

type Intended = Record<'added' | 'untracked', readonly BytePath[]>;

/** Adds the paths of present files to a state. Of the untracked ones, it adds those that `.gitignore` hides. */
async function withIntended(place: RunPlace, state: TreeState, intended: Intended): Promise<TreeState> {
  const kinds = kindsIn(runPaths(place).tree);
  const present = async (paths: readonly BytePath[]) => {
    const found: BytePath[] = [];
    for (const path of paths) if ((await kinds(path)) === 'file') found.push(path);
    return found;
  };
  const untracked = await ignoredAmong(place, await present(intended.untracked));
  const known = new Set([...state.added, ...state.edited]);
  const added = await present(intended.added.filter((path) => !known.has(path)));
  return {
    ...state,
    added: [...state.added, ...added],
    edited: state.edited.filter((path) => !untracked.has(path)),
    gone: [...new Set([...state.gone, ...untracked])],
  };
}

/** Returns those of Backlog's entries that `.gitignore` hides. */
async function ignoredAmong(place: RunPlace, paths: readonly BytePath[]): Promise<ReadonlySet<BytePath>> {
  if (paths.length === 0) return new Set();
  const { tree, index } = runPaths(place);
  const { out } = await inStore(place, ['ls-files', '-z', '-c', '-i', '--exclude-standard'], { tree, index });
  const ignored = new Set(splitPaths(out));
  return new Set(paths.filter((path) => ignored.has(path)));
}

/** Reads the entries of Backlog's index; none of an index that is missing or only git can read. */
export async function entriesIn(index: string, base: string): Promise<IndexEntry[]> {
  const bytes = await readPlain(index, { follows: false });
  return bytes === undefined ? [] : [...indexEntries(bytes, idLength(base))];
}

function isFolder(path: BytePath): boolean {
  return path.endsWith('/');
}

type Kind = 'file' | 'folder' | 'nothing';

/**
 * Returns a function that determines whether a path is a file, a folder or nothing. A path behind a link is `nothing`,
 * because a folder that became a link has lost its files.
 */
export function kindsIn(tree: string): (path: BytePath) => Promise<Kind> {
  const folders = new Map<BytePath, Promise<boolean>>();
  const facts = (path: BytePath): Promise<Stats | undefined> => lstat(fileOf(tree, path)).catch(() => undefined);
  const isRealFolder = (path: BytePath): Promise<boolean> => {
    const known = folders.get(path);
    if (known) return known;
    const asked = facts(path).then((found) => found?.isDirectory() ?? false);
    folders.set(path, asked);
    return asked;
  };
  return async (path) => {
    for (const parent of foldersAbove(path)) if (!(await isRealFolder(parent))) return 'nothing';
    const found = await facts(path);
    if (found?.isDirectory()) return 'folder';
    return found?.isFile() || found?.isSymbolicLink() ? 'file' : 'nothing';
  };
}

/** Lists the files in an entry, which is a file or a folder ending with `/`; undefined if there are too many. */
export async function filesInTree(
  tree: string,
  entry: BytePath,
  most: { files: number; bytes?: number },
): Promise<BytePath[] | undefined> {
  const found: BytePath[] = [];
  let bytes = 0;
  const kinds = kindsIn(tree);
  const visit = async (path: BytePath): Promise<boolean> => {
    const kind = await kinds(path);
    if (kind === 'file') {
      found.push(path);
      bytes += (await lstat(fileOf(tree, path))).size;
    }
    if (found.length > most.files || bytes > (most.bytes ?? Number.POSITIVE_INFINITY)) return false;
    if (kind !== 'folder') return true;
    for (const name of await readdir(fileOf(tree, path), { encoding: 'latin1' })) {
      if (!(await visit(`${path}/${name}`))) return false;
    }
    return true;
  };
  return (await visit(entry.replace(/\/$/, ''))) ? found : undefined;
}
