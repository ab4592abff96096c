import { cp, lstat, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLAIN_DIFF } from '../call/environment.ts';
import { parseRaw, type RawChange } from '../diff/changed.ts';
import { type BytePath, fileOf, joinPaths, pathText, splitPaths } from '../diff/path-text.ts';
import { filterIndex } from '../filters/filter-index.ts';
import { GIT_POINTER, idLength, readIfThere, writeGitPointer } from '../store/git-dir.ts';
import { excludeIn, restoreSettings, type StoreSettings, settingsOf } from '../store/own-settings.ts';
import { type RunPlace, repositoryPaths, type SealedPaths } from '../store/paths.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { withoutTouched } from './fill-sealed.ts';
import { indexEntries } from './index-entries.ts';
import { removeAll } from './remove-all.ts';
import { type RepoMark, repoChanges, repoMark } from './repo-mark.ts';
import { removeBeside, straysIn } from './strays.ts';

/** What a folder for checks contained before its first check. It stays in memory, because checks can write files. */
export interface Seal {
  commit: string;
  /** Backlog's index of the commit's files. */
  index: Buffer;
  /** Files and folders that are neither in the commit nor ignored, for example those of the setup command. */
  others: ReadonlySet<BytePath>;
  /** Files and folders that `.gitignore` hides. Folders end with `/`. */
  ignored: ReadonlySet<BytePath>;
  /** Names of what the setup command wrote beside the files. */
  beside: ReadonlySet<string>;
  repo: RepoMark;
  /** The settings of Backlog's private copy, with which it compares the files. */
  settings: StoreSettings;
}

/** The changes of a check in its folder. */
export interface SealedChange {
  files: SealedFile[];
  /** Changes of the git folder, each as a phrase. */
  git: string[];
  /** The diff of changed files of the commit, limited in length. It has no files that the check added. */
  diff: string;
}

export interface SealedFile {
  path: string;
  what: 'changed' | 'mode' | 'deleted' | 'added';
}

/** Maximum number of bytes of a diff of changed files. */
const MOST_DIFF = 100_000;

/**
 * Seals a folder after the setup command: puts the files of the commit back that the setup changed, and remembers all
 * else.
 * @param known the commit, and Backlog's index of its files from before the setup command
 * @returns the seal, and the files that the setup changed
 */
export async function sealFolder(
  place: RunPlace,
  at: SealedPaths,
  { commit, index }: Pick<Seal, 'commit' | 'index'>,
): Promise<{ seal: Seal; changed: SealedFile[] }> {
  const changed = await changedFiles(place, at, { commit, index });
  const sealed = changed.files.length > 0 ? await putBack(place, at, { commit, index }) : index;
  const settings = await settingsOf(place);
  const known = { index: sealed, settings };
  const others = new Set(await othersIn(place, at, known));
  const ignored = new Set(await ignoredIn(place, at, known));
  const beside = new Set(await straysIn(at));
  await rm(at.kept, FORCE);
  await cp(at.repo, at.kept, COPY);
  return {
    seal: { commit, ...known, others, ignored, beside, repo: await repoMark(place, at) },
    changed: changed.files,
  };
}

const FORCE = { recursive: true, force: true } as const;
const COPY = { recursive: true, verbatimSymlinks: true } as const;

/**
 * Compares a folder with its seal. Ignored files don't count: they are caches and products of the checks.
 * @returns undefined if nothing changed
 */
export async function sealedChange(place: RunPlace, at: SealedPaths, seal: Seal): Promise<SealedChange | undefined> {
  for (const folder of [at.folder, at.tree]) await checkFolder(folder);
  const restored = await restoreSettings(place, seal.settings);
  const { files, diff } = await changedFiles(place, at, seal);
  const added = (await othersIn(place, at, seal)).filter((path) => !seal.others.has(path));
  const all = [...files, ...added.map((path): SealedFile => ({ path: pathText(path), what: 'added' }))];
  const git = repoChanges(seal.repo, await repoMark(place, at));
  const hasPointer = (await readIfThere(join(at.tree, '.git')))?.toString() === GIT_POINTER;
  if (!hasPointer) git.push('the file .git');
  git.push(...restored.map((name) => `${name} in Backlog's private copy`));
  return all.length + git.length === 0 ? undefined : { files: all, git, diff };
}

/**
 * Restores a folder after a check made these changes. Files that the commit's lists ignore and those of the setup command
 * stay. The git folder is replaced anyway, because nothing compares its settings.
 */
export async function restoreSealed(
  place: RunPlace,
  at: SealedPaths,
  seal: Seal,
  change: SealedChange | undefined,
): Promise<void> {
  await removeBeside(at, seal.beside);
  if (change) {
    await putBack(place, at, seal);
    for (const path of await othersIn(place, at, seal))
      if (!seal.others.has(path)) await removeAll(fileOf(at.tree, path));
  }
  for (const path of await hiddenByOthers(place, at, seal)) await removeAll(fileOf(at.tree, path));
  await rm(at.repo, FORCE);
  await cp(at.kept, at.repo, COPY);
  await rm(join(at.tree, '.git'), FORCE);
  await writeGitPointer(at.tree);
}

/**
 * Commits the present files of a folder on top of its commit, without ignored ones and those from before the seal.
 * @returns the new commit
 */
export async function commitSealed(place: RunPlace, at: SealedPaths, seal: Seal, message: string): Promise<string> {
  return withIndex(at, await withoutTouched(at.tree, seal), async (index) => {
    const here = { tree: at.tree, index };
    const raw = await inStore(place, ['diff-files', '-z', '--name-only', '--ignore-submodules=dirty'], here);
    const others = await unknownIn(place, at, seal);
    const before = [...seal.others];
    const added = others.filter(
      (path) => !before.some((other) => path === other || (other.endsWith('/') && path.startsWith(other))),
    );
    const input = joinPaths([...splitPaths(raw.out), ...added]);
    await inStore(place, ['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], { ...here, input });
    const { store } = repositoryPaths(place);
    const files = { tree: at.tree, paths: splitPaths(input) };
    await filterIndex({ place, store, index, from: seal.commit, passed: [seal.commit], added: files });
    const tree = outputLine(await inStore(place, ['write-tree'], here));
    return outputLine(await inStore(place, ['commit-tree', tree, '-p', seal.commit, '-F', '-'], { input: message }));
  });
}

type Known = Pick<Seal, 'commit' | 'index'>;

/**
 * Writes every file of the commit that somebody touched, and removes what stands in its place.
 * @returns the index with the times of the new files
 */
async function putBack(place: RunPlace, at: SealedPaths, known: Known): Promise<Buffer> {
  return withIndex(at, await withoutTouched(at.tree, known), async (index) => {
    await inStore(place, ['read-tree', '--reset', '-u', known.commit], { tree: at.tree, index, run: place });
    return readFile(index);
  });
}

/** Calls `act` with a file of an index. The file beside the folder's own one is new, because checks can write that one. */
function withIndex<T>(at: SealedPaths, bytes: Buffer, act: (index: string) => Promise<T>): Promise<T> {
  return withTemporaryIndex(at.index, async (index) => {
    await writeFile(index, bytes, { flag: 'wx' });
    return act(index);
  });
}

/** @throws Error for a link or a file in place of a folder, behind which Backlog would write elsewhere */
async function checkFolder(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) throw new Error(`${folder} is no folder any more`);
}

async function changedFiles(
  place: RunPlace,
  at: SealedPaths,
  known: Known,
): Promise<{ files: SealedFile[]; diff: string }> {
  const bytes = await withoutTouched(at.tree, known);
  if (bytes.equals(known.index)) return { files: [], diff: '' };
  return withIndex(at, bytes, async (index) => {
    const here = { tree: at.tree, index };
    await inStore(place, ['update-index', '-q', '--refresh'], { ...here, codes: [0, 1] });
    const [raw, text] = await Promise.all([
      inStore(place, ['diff-files', '-z', '--raw', '--ignore-submodules=dirty'], here),
      inStore(place, ['diff-files', '-p', ...PLAIN_DIFF], { ...here, limit: MOST_DIFF }),
    ]);
    return { files: parseRaw(raw.out).map(sealedFile), diff: text.out.toString() };
  });
}

function sealedFile({ path, status, old, new: now }: RawChange): SealedFile {
  const what = status === 'D' ? 'deleted' : status === 'M' && old.mode !== now.mode ? 'mode' : 'changed';
  return { path: pathText(path), what };
}

type Compared = Pick<Seal, 'index' | 'settings'>;

/** Lists files and folders that are neither in the commit nor ignored. A folder with only such files is one entry. */
const othersIn = (place: RunPlace, at: SealedPaths, seal: Compared) =>
  unknownIn(place, at, seal, '--directory', '--no-empty-directory');

/** Lists the files and folders that `.gitignore` hides. Folders end with `/`. */
const ignoredIn = (place: RunPlace, at: SealedPaths, seal: Compared) => unknownIn(place, at, seal, '-i', '--directory');

/** Lists files that the commit lacks. Which ones are ignored depends on nothing that a check can write beside them. */
async function unknownIn(place: RunPlace, at: SealedPaths, seal: Compared, ...how: string[]): Promise<BytePath[]> {
  return withIndex(at, seal.index, async (index) => {
    const excludes = `${index}.exclude`;
    try {
      await writeFile(excludes, excludeIn(seal.settings), { flag: 'wx' });
      const args = ['ls-files', '-z', '-o', '--exclude-per-directory=.gitignore', `--exclude-from=${excludes}`, ...how];
      return splitPaths((await inStore(place, args, { tree: at.tree, index })).out);
    } finally {
      await rm(excludes, FORCE);
    }
  });
}

/**
 * Lists the ignored files and folders of checks that no list of the commit ignores. A check can write a `.gitignore` that
 * hides its other files and itself, as in many folders of caches.
 */
async function hiddenByOthers(place: RunPlace, at: SealedPaths, seal: Seal): Promise<BytePath[]> {
  const fresh = (await ignoredIn(place, at, seal)).filter((path) => !seal.ignored.has(path));
  if (fresh.length === 0) return [];
  const args = ['check-ignore', '--no-index', '-v', '-n', '-z', '--stdin'];
  const { out } = await withIndex(at, seal.index, (index) =>
    inStore(place, args, { tree: at.tree, index, input: joinPaths(fresh), codes: [0, 1] }),
  );
  // Of each path: the list with the pattern, its line, the pattern, the path.
  const fields = out.toString('latin1').split('\0');
  const committed = new Set(Array.from(indexEntries(seal.index, idLength(seal.commit)), ({ path }) => path));
  return fresh.filter((_, n) => {
    const list = fields[n * 4] ?? '';
    return !committed.has(list) && !list.endsWith('/info/exclude');
  });
}

/**
 * Lists what a sealed folder has beside the files of its commit: submodules and, after a setup command, the files and
 * folders that git ignores or does not know.
 */
export function besideCommit({ index, commit, others, ignored }: Seal, isSetUp: boolean): string[] {
  const entries = [...indexEntries(index, idLength(commit))];
  const modules = entries.filter(({ isSubmodule }) => isSubmodule).map(({ path }) => path);
  return [...modules, ...(isSetUp ? ignored : []), ...others].map((path) => pathText(path.replace(/\/$/, '')));
}
