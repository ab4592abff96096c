import { cp, lstat, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLAIN_DIFF } from '../call/environment.ts';
import { touchedEntries } from '../diff/diff-files.ts';
import { type BytePath, fileOf, joinPaths, pathText, splitPaths, splitRaw } from '../diff/path-text.ts';
import { GIT_POINTER, idLength, readIfThere, writeGitPointer } from '../store/git-dir.ts';
import type { RunPlace, SealedPaths } from '../store/paths.ts';
import { refsInFiles } from '../store/ref-files.ts';
import { inStore, outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { allEntries, forgetTimes, indexEntries, indexListing } from './index-entries.ts';
import { removeAll } from './remove-all.ts';

/** What a folder for checks contained before its first check. It stays in memory, because checks can write files. */
export interface Seal {
  commit: string;
  /** Backlog's index of the commit's files. */
  index: Buffer;
  /** Files and folders that are neither in the commit nor ignored, for example those of the setup command. */
  others: ReadonlySet<BytePath>;
  repo: RepoMark;
}

/** The state of the git folder that checks see. A value is undefined if it can't be read. */
interface RepoMark {
  head: string | undefined;
  refs: Record<string, string> | undefined;
  /** The staged files, in the format of `git ls-files -z -s -v`. */
  staged: string | undefined;
}

/** The changes of a check in its folder. */
export interface SealedChange {
  files: SealedFile[];
  /** Changes of the git folder, each as a phrase: `HEAD`, `the branch x`, `the stash`, `the index`. */
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
 * @returns the seal, and the files that the setup changed
 */
export async function sealFolder(
  place: RunPlace,
  at: SealedPaths,
  commit: string,
): Promise<{ seal: Seal; changed: SealedFile[] }> {
  const index = await readFile(at.index);
  const changed = await changedFiles(place, at, { commit, index });
  if (changed.files.length > 0) await putBack(place, at, { commit, index });
  const others = new Set(await othersIn(place, at));
  await rm(at.kept, FORCE);
  await cp(at.repo, at.kept, COPY);
  return {
    seal: { commit, index: await readFile(at.index), others, repo: await repoMark(place, at) },
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
  const { files, diff } = await changedFiles(place, at, seal);
  const added = (await othersIn(place, at)).filter((path) => !seal.others.has(path));
  const all = [...files, ...added.map((path): SealedFile => ({ path: pathText(path), what: 'added' }))];
  const git = repoChanges(seal.repo, await repoMark(place, at));
  const hasPointer = (await readIfThere(join(at.tree, '.git')))?.toString() === GIT_POINTER;
  if (!hasPointer) git.push('the file .git');
  return all.length + git.length === 0 ? undefined : { files: all, git, diff };
}

/**
 * Restores a folder after a check made these changes. Ignored files and those of the setup command stay. The git folder is
 * replaced anyway, because nothing compares its settings.
 */
export async function restoreSealed(
  place: RunPlace,
  at: SealedPaths,
  seal: Seal,
  change: SealedChange | undefined,
): Promise<void> {
  if (change) {
    await putBack(place, at, seal);
    for (const path of await othersIn(place, at)) if (!seal.others.has(path)) await removeAll(fileOf(at.tree, path));
  }
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
  return withTemporaryIndex(at.index, async (index) => {
    const here = { tree: at.tree, index };
    await writeFile(index, await withoutTouched(at, seal));
    const raw = await inStore(place, ['diff-files', '-z', '--name-only', '--ignore-submodules=dirty'], here);
    const others = await inStore(place, ['ls-files', '-z', '-o', '--exclude-standard'], here);
    const before = [...seal.others];
    const added = splitPaths(others.out).filter(
      (path) => !before.some((other) => path === other || (other.endsWith('/') && path.startsWith(other))),
    );
    const input = joinPaths([...splitPaths(raw.out), ...added]);
    await inStore(place, ['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], { ...here, input });
    const tree = outputLine(await inStore(place, ['write-tree'], here));
    return outputLine(await inStore(place, ['commit-tree', tree, '-p', seal.commit, '-F', '-'], { input: message }));
  });
}

type Known = Pick<Seal, 'commit' | 'index'>;

/** Writes every file of the commit that somebody touched, and removes what stands in its place. */
async function putBack(place: RunPlace, at: SealedPaths, { commit, index }: Known): Promise<void> {
  await writeFile(at.index, await withoutTouched(at, { commit, index }));
  await inStore(place, ['read-tree', '--reset', '-u', commit], { tree: at.tree, index: at.index, run: place });
}

/** Returns the index without the times of touched files, so that git looks at their content. */
async function withoutTouched(at: SealedPaths, { commit, index }: Known): Promise<Buffer> {
  const length = idLength(commit);
  const entries = allEntries(index, length) ?? [];
  const touched = (await touchedEntries(at.tree, entries)) ?? entries;
  const bytes = Buffer.from(index);
  const files = touched.filter(({ isSubmodule }) => !isSubmodule).map(({ path }) => path);
  if (files.length > 0) forgetTimes(bytes, new Set(files), length);
  return bytes;
}

async function changedFiles(
  place: RunPlace,
  at: SealedPaths,
  known: Known,
): Promise<{ files: SealedFile[]; diff: string }> {
  const bytes = await withoutTouched(at, known);
  if (bytes.equals(known.index)) return { files: [], diff: '' };
  return withTemporaryIndex(at.index, async (index) => {
    const here = { tree: at.tree, index };
    await writeFile(index, bytes);
    await inStore(place, ['update-index', '-q', '--refresh'], { ...here, codes: [0, 1] });
    const [raw, text] = await Promise.all([
      inStore(place, ['diff-files', '-z', '--raw', '--ignore-submodules=dirty'], here),
      inStore(place, ['diff-files', '-p', ...PLAIN_DIFF], { ...here, limit: MOST_DIFF }),
    ]);
    return { files: rawFiles(raw.out), diff: text.out.toString() };
  });
}

/** Parses `:100644 100755 <id> <id> M NUL path NUL`. */
function rawFiles(out: Buffer): SealedFile[] {
  const fields = splitRaw(out);
  const files: SealedFile[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [before = '', after = '', , , status = ''] = fields[at]!.slice(1).split(' ');
    const what = status === 'D' ? 'deleted' : status === 'M' && before !== after ? 'mode' : 'changed';
    files.push({ path: pathText(fields[at + 1]!), what });
  }
  return files;
}

/** Lists files and folders that are neither in the commit nor ignored. A folder with only such files is one entry. */
async function othersIn(place: RunPlace, at: SealedPaths): Promise<BytePath[]> {
  const args = ['ls-files', '-z', '-o', '--exclude-standard', '--directory', '--no-empty-directory'];
  return splitPaths((await inStore(place, args, { tree: at.tree, index: at.index })).out);
}

/**
 * Lists what a sealed folder has beside the files of its commit: submodules and, after a setup command, the files and
 * folders that git ignores or does not know.
 */
export async function besideCommit(
  place: RunPlace,
  at: SealedPaths,
  { index, commit, others }: Seal,
  isSetUp: boolean,
): Promise<string[]> {
  const entries = [...indexEntries(index, idLength(commit))];
  const modules = entries.filter(({ isSubmodule }) => isSubmodule).map(({ path }) => path);
  const args = ['ls-files', '-z', '-o', '-i', '--exclude-standard', '--directory'];
  const ignored = isSetUp ? splitPaths((await inStore(place, args, { tree: at.tree, index: at.index })).out) : [];
  return [...modules, ...ignored, ...others].map((path) => pathText(path.replace(/\/$/, '')));
}

async function repoMark(place: RunPlace, { repo }: SealedPaths): Promise<RepoMark> {
  const [head, refs, staged] = await Promise.all([
    readIfThere(join(repo, 'HEAD')).then((text) => text?.toString().trim()),
    refsInFiles(repo),
    stagedIn(place, join(repo, 'index')),
  ]);
  return { head, refs, staged };
}

/** Reads the staged files with Backlog's own git folder, whose settings no check can write. */
async function stagedIn(place: RunPlace, index: string): Promise<string | undefined> {
  const facts = await lstat(index).catch(() => undefined);
  if (!facts?.isFile()) return undefined;
  const read = indexListing(await readFile(index));
  if (read !== undefined) return read;
  const { code, out } = await inStore(place, ['ls-files', '-z', '-s', '-v'], { index, codes: [0, 128] });
  return code === 0 ? out.toString('latin1') : undefined;
}

const HEADS = 'refs/heads/';

function repoChanges(before: RepoMark, after: RepoMark): string[] {
  const refs = (mark: RepoMark) => mark.refs ?? {};
  const names = new Set([...Object.keys(refs(before)), ...Object.keys(refs(after))]);
  const moved = [...names].filter((name) => refs(before)[name] !== refs(after)[name]);
  return [
    ...(before.head === after.head ? [] : ['HEAD']),
    ...(before.refs !== undefined && after.refs === undefined ? ['the refs'] : []),
    ...moved.map((name) => (name === 'refs/stash' ? 'the stash' : refName(name))),
    ...(before.staged === after.staged ? [] : ['the index']),
  ];
}

const refName = (name: string) =>
  name.startsWith(HEADS) ? `the branch ${pathText(name.slice(HEADS.length))}` : `the ref ${pathText(name)}`;
