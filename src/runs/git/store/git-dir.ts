import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { readPlain } from '../../../work/paths/plain-file.ts';
import type { Author } from '../call/environment.ts';
import { MAX_MILLISECONDS } from '../call/git.ts';
import { type RunPlace, type RunsPlace, repositoryPaths, runPaths, runRefs } from './paths.ts';

/**
 * The parts of a git folder (gitrepository-layout). Backlog writes the files itself, because `git init` and four more
 * calls would take longer.
 */
export interface GitDirParts {
  /** The content of HEAD: `ref: refs/heads/x`, or a commit id. */
  head: string;
  sha256: boolean;
  bare: boolean;
  /** Text to append to the git folder's config file. */
  config?: string;
  /** Other folders from which git also reads objects. */
  alternates?: readonly string[];
  exclude?: string;
  /** Commits of a shallow repository whose parents are missing. */
  shallow?: Buffer | undefined;
  /** Another git folder. The new one has a link to its refs instead of own refs. */
  refsOf?: string;
  /** Packed refs to write, instead of a link to those of the other folder. */
  packedRefs?: string | undefined;
}

/** Makes a git folder, and replaces an existing one. */
export async function makeGitDir(folder: string, parts: GitDirParts): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'objects', 'info'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'objects', 'pack'));
  await mkdir(join(folder, 'info'));
  if (parts.refsOf === undefined) await mkdir(join(folder, 'refs', 'heads'), { recursive: true });
  else
    for (const name of ['refs', ...(parts.packedRefs === undefined ? ['packed-refs'] : [])])
      await symlink(join(parts.refsOf, name), join(folder, name));
  const files: Record<string, string | Buffer | undefined> = {
    HEAD: `${parts.head}\n`,
    config: gitConfigText(parts),
    'objects/info/alternates': parts.alternates?.map((line) => `${line}\n`).join(''),
    'info/exclude': parts.exclude,
    shallow: parts.shallow,
    'packed-refs': parts.packedRefs,
  };
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) await writeFile(join(folder, name), content);
  }
}

/** Returns the text of a git folder's config file. */
export function gitConfigText({ bare, sha256, config = '' }: Pick<GitDirParts, 'bare' | 'sha256' | 'config'>): string {
  return [
    '[core]',
    `\trepositoryformatversion = ${sha256 ? 1 : 0}`,
    '\tfilemode = true',
    `\tbare = ${bare}`,
    // With `true`, tags have no log. Only a log tells a lost ref from a deleted one.
    ...(bare ? UNINDEXED : ['\tlogallrefupdates = always']),
    ...(sha256 ? ['[extensions]', '\tobjectformat = sha256'] : []),
    '[gc]',
    '\tauto = 0',
    '[maintenance]',
    '\tauto = false',
    config,
  ].join('\n');
}

/**
 * Settings with which git reads objects only from the objects. Git believes these indexes without a check, and an agent can
 * write them. With a false one, a commit has other parents, or a file another content.
 */
const UNINDEXED = [
  '\tcommitGraph = false',
  '\tmultiPackIndex = false',
  '[pack]',
  '\tuseBitmaps = false',
  '\treadReverseIndex = false',
];

/** Checks whether a commit id is a SHA-256 hash and not a SHA-1 hash. */
export function isSha256(commit: string): boolean {
  return commit.length === 64;
}

/** Returns the number of bytes of an object id in the repository of a commit. */
export function idLength(commit: string): 20 | 32 {
  return isSha256(commit) ? 32 : 20;
}

/** Returns git config with the default author of commits in a git folder. The environment may override it. */
export function identityConfig({ name, email }: Author): string {
  return `[user]\n\tname = ${JSON.stringify(name)}\n\temail = ${JSON.stringify(email)}\n`;
}

/** Checks whether a folder is a git folder and not a link to one. */
export async function isGitDir(folder: string): Promise<boolean> {
  const facts = await lstat(folder).catch(() => undefined);
  return facts?.isDirectory() === true && existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects'));
}

/** Reads a file of a git folder; undefined if it does not exist or is no plain file. */
export const readIfThere = readPlain;

/** Reads a small text that an agent can write; undefined if it is larger, or if a link or a pipe is in its place. */
export async function agentText(file: string, most: number, encoding?: 'latin1'): Promise<string | undefined> {
  return (await readPlain(file, { most, follows: false }))?.toString(encoding);
}

/**
 * Reads an index that Backlog wrote in reach of an agent or a check.
 * @throws BacklogError `conflict` for anything but a plain file, because git would wait for a pipe
 */
export async function readIndex(file: string): Promise<Buffer> {
  const bytes = await readPlain(file, { follows: false });
  return bytes ?? refuse('conflict', `${file} is no plain file: something replaced Backlog's index`);
}

/** Content of a worktree's `.git` file: a relative path, so that both folders can be moved together. */
export const GIT_POINTER = 'gitdir: ../repo.git\n';

export async function writeGitPointer(tree: string): Promise<void> {
  await mkdir(tree, { recursive: true });
  await writeFile(join(tree, '.git'), GIT_POINTER);
}

/** Files of a git folder that git locks, and folders in which it locks files. Objects need no such locks. */
const LOCKED = new Set(['HEAD.lock', 'index.lock', 'config.lock', 'packed-refs.lock', 'shallow.lock']);
const LOCKED_BELOW = ['refs', 'modules'];

/**
 * Removes the locks that killed processes left in a run's git folder and of its refs in the private copy, because git
 * refuses to write as long as they exist. Call it when the run has no processes. The agent can plant links in the folder,
 * so none is followed.
 */
export async function clearLocks(place: RunPlace): Promise<void> {
  const { repo } = runPaths(place);
  const { store } = repositoryPaths(place);
  const isLock = (path: string) => path.endsWith('.lock');
  const [own, ...below] = await Promise.all([
    realEntries(repo, () => false),
    ...[...LOCKED_BELOW.map((name) => join(repo, name)), join(store, runRefs(place.id))].map((path) =>
      realEntries(path),
    ),
  ]);
  const locks = [...own.filter(({ path }) => LOCKED.has(basename(path))), ...below.flat()];
  await Promise.all(
    locks.flatMap(({ path, kind }) => (kind !== 'folder' && isLock(path) ? [rm(path, { force: true })] : [])),
  );
}

/**
 * Removes the other locks in the private copy that a killed git left. Other processes use the copy, so a lock has to be
 * older than any git call can be.
 */
export async function clearOldLocks(place: RunsPlace): Promise<void> {
  const { store } = repositoryPaths(place);
  const targets = join(store, 'refs', 'targets');
  const [own, below] = await Promise.all([realEntries(store, () => false), realEntries(targets)]);
  const locks = [...own.filter(({ path }) => LOCKED.has(basename(path))), ...below];
  for (const { path, kind } of locks) {
    if (kind !== 'file' || !path.endsWith('.lock')) continue;
    const facts = await lstat(path).catch(() => undefined);
    if (facts && Date.now() - facts.mtimeMs > MAX_MILLISECONDS) await rm(path, { force: true });
  }
}

interface RealEntry {
  path: string;
  kind: 'file' | 'folder' | 'other';
}

/** Lists everything below a folder, and follows no link. A link, a pipe or a socket has the kind `other`. */
export async function realEntries(
  folder: string,
  enters: (path: string) => boolean = () => true,
): Promise<RealEntry[]> {
  const facts = await lstat(folder).catch(() => undefined);
  if (!facts?.isDirectory()) return [];
  const rows = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = rows.map((row): RealEntry => {
    const kind = row.isDirectory() ? 'folder' : row.isFile() ? 'file' : 'other';
    return { path: join(folder, row.name), kind };
  });
  const within = found.filter(({ path, kind }) => kind === 'folder' && enters(path));
  return [...found, ...(await Promise.all(within.map(({ path }) => realEntries(path, enters)))).flat()];
}
