import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { agentText, realEntries } from './git-dir.ts';

/** Maximum size of reflogs that are read, in bytes. */
const MOST = 64 * 1024 * 1024;

const REF = /^[0-9a-f]{40,64}\n?$/;
const LINE = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /gm;

/**
 * Lists every commit that a git folder names outside of its refs: in reflogs, at detached HEADs of further worktrees,
 * and those of {@link setAsideIn}. It reads the files without git, because git does not follow links to the agent's
 * reflogs. Skips links and pipes that an agent put in place of a file.
 */
export async function commitsOutsideRefs(gitDir: string): Promise<string[]> {
  const found = new Set<string>();
  let bytes = 0;
  const visit = async (path: string): Promise<void> => {
    const facts = await lstat(path).catch(() => undefined);
    if (facts?.isDirectory()) for (const name of await readdir(path).catch(() => [])) await visit(join(path, name));
    bytes += facts?.isFile() ? facts.size : 0;
    if (!facts?.isFile() || bytes > MOST) return;
    for (const [, before = '', after = ''] of (await textIn(path, MOST)).matchAll(LINE)) found.add(before).add(after);
  };
  for (const folder of [gitDir, ...(await linkedGitDirs(gitDir))]) await visit(join(folder, 'logs'));
  const [heads, aside] = await Promise.all([linkedHeads(gitDir), setAsideIn(gitDir)]);
  return [...found, ...heads, ...aside.commits, ...aside.stashes].filter((commit) => !/^0+$/.test(commit));
}

/** A line of a reflog. The list of stashes is one, of which git removes a dropped stash. */
const NEW = /^[0-9a-f]+ ([0-9a-f]{40}|[0-9a-f]{64}) /gm;

/** A line of HEAD's log about a detached commit that HEAD left. No ref names such a commit. */
const LEFT = /\tcheckout: moving from ([0-9a-f]{40,64}) to /g;

/** Lists the stashes of a git folder, the newest first. Those of unfinished rebases and merges are in {@link setAsideIn}. */
export const stashesIn = (gitDir: string): Promise<string[]> => namedInLog(gitDir, 'refs/stash', NEW);

/** Lists the commits of a git folder that a detached HEAD left, the newest first, and the HEADs of further worktrees. */
export async function detachedIn(gitDir: string): Promise<string[]> {
  const folders = [gitDir, ...(await linkedGitDirs(gitDir))];
  const left = await Promise.all(folders.map((folder) => namedInLog(folder, 'HEAD', LEFT)));
  return [...(await linkedHeads(gitDir)), ...left.flat()];
}

/** The last line of the log of a ref that git fetched from elsewhere, so that its commits are others' work. */
const FETCHED = /\t(?:fetch|pull|clone|remote)\b[^\n]*\n?$/;

/** Lists the refs, other than branches and tags, that the agent's git fetched from another repository. */
export async function fetchedRefs(gitDir: string): Promise<Set<string>> {
  const logs = join(gitDir, 'logs');
  const isBranch = (path: string) => path === join(logs, 'refs/heads') || path === join(logs, 'refs/tags');
  const files = (await realEntries(join(logs, 'refs'), (path) => !isBranch(path))).filter(
    ({ kind }) => kind === 'file',
  );
  const found = new Set<string>();
  for (const { path } of files) if (await isFetched(gitDir, relative(logs, path))) found.add(relative(logs, path));
  return found;
}

/** Checks whether the agent's git fetched a ref from another repository. */
export const isFetched = async (gitDir: string, ref: string): Promise<boolean> =>
  FETCHED.test(await textIn(join(gitDir, 'logs', ref), MOST));

/** Lists the commits that lines of a reflog name, the newest first. */
async function namedInLog(gitDir: string, ref: string, line: RegExp): Promise<string[]> {
  const text = await textIn(join(gitDir, 'logs', ref), MOST);
  return Array.from(text.matchAll(line), ([, commit]) => commit!).reverse();
}

/** Reads a file; empty if it is larger, or is a link or a pipe that an agent put there. */
const textIn = async (file: string, most: number): Promise<string> => (await agentText(file, most, 'latin1')) ?? '';

/**
 * Returns the objects of a git folder's refs, such as branches, tags, notes and the stash, by ref and the newest first, from
 * their logs. Git deletes the log of a ref together with the ref, so a ref with a log and without an object was lost. An
 * agent can write a log itself, so a name can be none, and an object need not exist.
 * @param isWanted selects the refs whose logs are read
 */
export async function loggedRefs(gitDir: string, isWanted: (ref: string) => boolean): Promise<Map<string, string[]>> {
  const logs = join(gitDir, 'logs');
  const files = (await realEntries(join(logs, 'refs'))).filter(({ kind }) => kind === 'file');
  const refs = files.map(({ path }) => relative(logs, path)).filter((ref) => !ref.endsWith('.lock'));
  const found = new Map<string, string[]>();
  for (const ref of refs.filter((name) => REF_NAME.test(name) && isWanted(name))) {
    const commits = await namedInLog(gitDir, ref, NEW);
    // A log that ends with zeros is that of a deleted ref.
    if (commits[0] !== undefined && !/^0+$/.test(commits[0])) found.set(ref, commits.slice(0, MOST_NEWEST));
  }
  return found;
}

/** Maximum number of objects of a log that are looked up. A crash destroys the newest few. */
const MOST_NEWEST = 100;

/** Matches names that git-check-ref-format(1) allows. */
const REF_NAME = /^(?!.*(?:\.\.|@\{|\/\.|\.lock(?:\/|$)|\.$|\.\/))[^\p{Cc}\s~^:?*[\\\ufffd]+$/u;

/** Lists the git folders of further worktrees of a repository (gitrepository-layout(5), worktrees). Follows no links. */
export async function linkedGitDirs(gitDir: string): Promise<string[]> {
  const folder = join(gitDir, 'worktrees');
  if (!(await lstat(folder).catch(() => undefined))?.isDirectory()) return [];
  const rows = await readdir(folder, { withFileTypes: true });
  return rows.filter((row) => row.isDirectory()).map(({ name }) => join(folder, name));
}

/** Folders with the state of an unfinished rebase (git-rebase(1)). */
const REBASES = ['rebase-merge', 'rebase-apply'];

/** Files with the changes that git set aside for an unfinished rebase or merge (git-rebase(1), --autostash). */
const AUTOSTASHES = [...REBASES.map((folder) => `${folder}/autostash`), 'MERGE_AUTOSTASH'];

/** Files with the commit at which an unfinished rebase began. */
const REBASED = REBASES.map((folder) => `${folder}/orig-head`);

/**
 * Lists what unfinished rebases and merges set aside: the last commit of a rebased branch, and stashes. Neither a ref nor a
 * reflog has to name them.
 */
export async function setAsideIn(gitDir: string): Promise<{ commits: string[]; stashes: string[] }> {
  const folders = [gitDir, ...(await linkedGitDirs(gitDir))];
  const among = (names: readonly string[]) =>
    commitsIn(folders.flatMap((folder) => names.map((name) => join(folder, name))));
  const [commits, stashes] = await Promise.all([among(REBASED), among(AUTOSTASHES)]);
  return { commits, stashes };
}

/** Lists the commits of detached HEADs in further worktrees. No ref names them. */
async function linkedHeads(gitDir: string): Promise<string[]> {
  return commitsIn((await linkedGitDirs(gitDir)).map((folder) => join(folder, 'HEAD')));
}

const commitsIn = async (files: readonly string[]): Promise<string[]> =>
  (await Promise.all(files.map(commitIn))).flat();

/** Returns the commit in a small file; none if the file has another content or is a link. */
async function commitIn(file: string): Promise<string[]> {
  const text = await textIn(file, 100);
  return REF.test(text) ? [text.trimEnd()] : [];
}

/**
 * Lists every commit in the refs and reflogs of a git folder, without starting git; undefined if a ref is not a plain
 * file with a commit.
 */
export async function commitsNamed(gitDir: string): Promise<string[] | undefined> {
  const found = await commitsOutsideRefs(gitDir);
  const visit = async (path: string): Promise<boolean> => {
    const facts = await lstat(path).catch(() => undefined);
    if (facts?.isDirectory()) {
      for (const name of await readdir(path)) if (!(await visit(join(path, name)))) return false;
      return true;
    }
    const [commit] = await commitIn(path);
    if (commit !== undefined) found.push(commit);
    return commit !== undefined;
  };
  const head = await textIn(join(gitDir, 'HEAD'), 2_000);
  if (head === '' || existsSync(join(gitDir, 'packed-refs'))) return undefined;
  const named = head.startsWith('ref: refs/heads/');
  return (named || (await visit(join(gitDir, 'HEAD')))) && (await visit(join(gitDir, 'refs'))) ? found : undefined;
}
