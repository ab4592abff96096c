import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isCloneable } from '../call/clone.ts';
import { FETCH, personEnvironment, QUIET } from '../call/environment.ts';
import { type GitCall, git, gitMessage } from '../call/git.ts';
import { pathText } from '../diff/path-text.ts';
import { isGitDir, isSha256, makeGitDir } from '../store/git-dir.ts';
import { commonOf, type RunsPlace } from '../store/paths.ts';
import { putFolder } from '../store/store-repo.ts';
import { type ChangedLink, changedLinks } from './changed-links.ts';
import { isSafeName } from './declared.ts';
import { ensureModuleStore, hasCommit } from './module-store.ts';
import { moduleFolder, personModules } from './person-modules.ts';

/**
 * Brings the commits of changed submodules into the person's git folders of these submodules, without the network. A ref
 * keeps them there. A submodule that the person doesn't have gets a git folder, which `git submodule update --init` uses.
 * @param id the run whose result is merged
 * @param gitDir the git folder of the worktree that gets the files, if there is one
 * @returns why a commit could not be brought
 */
export async function bringModules(
  place: RunsPlace,
  id: string,
  links: readonly ChangedLink[],
  gitDir: string | undefined,
): Promise<string | undefined> {
  for (const link of links) {
    const why = await bringModule(place, link, id, gitDir ?? commonOf(place.repository));
    if (why !== undefined) return `submodule ${pathText(link.path)} at ${link.commit}: ${why}`;
  }
  return undefined;
}

/** Does the same for the submodules that differ between two commits of the private copy. */
export async function bringSubmodules(
  place: RunsPlace,
  { id, from, to }: { id: string; from: string; to: string },
): Promise<string | undefined> {
  return bringModules(place, id, await changedLinks(place, from, to), undefined);
}

async function bringModule(
  place: RunsPlace,
  link: ChangedLink,
  id: string,
  gitDir: string,
): Promise<string | undefined> {
  const store = await ensureModuleStore(place, link, link.commit);
  const there = await personModules(place.repository, link);
  if (!(await hasCommit(store, link.commit))) return 'no repository on this machine has this commit';
  const made = there.length === 0 ? await makeModule(gitDir, link) : undefined;
  if (made === null) return 'git refuses its name in .gitmodules';
  for (const folder of made === undefined ? there : [made]) {
    const ask = (args: readonly string[]) => git(inGitDir(folder, args));
    const kept = await ask(['for-each-ref', '--count=1', `--contains=${link.commit}`]);
    if (kept.code === 0 && kept.out.length > 0) continue;
    const { code, err } = await ask([...FETCH, store, `+${link.commit}:refs/backlog/landed/${id}`]);
    if (code !== 0) return gitMessage(err);
  }
  return undefined;
}

/** Builds a call with the person's settings in a git folder of a submodule, without hooks. Its checkout may be missing. */
function inGitDir(gitDir: string, args: readonly string[]): GitCall {
  const codes = [0, 1, 128, 129, 255];
  return {
    args: [`--git-dir=${gitDir}`, `--work-tree=${gitDir}`, ...QUIET, ...args],
    cwd: gitDir,
    env: personEnvironment(),
    codes,
  };
}

/** Makes a git folder for a new submodule. @returns its path; null if its name would put it into another one */
async function makeModule(gitDir: string, { names, commit, url }: ChangedLink): Promise<string | null> {
  const folder = moduleFolder(gitDir, names);
  if (!names.every(isSafeName) || !(await isFree(gitDir, names))) return null;
  await mkdir(dirname(folder), { recursive: true });
  const remote =
    url !== undefined && isCloneable(url) && !url.startsWith('.')
      ? `[remote "origin"]\n\turl = ${JSON.stringify(url)}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`
      : '';
  await putFolder(folder, (made) =>
    makeGitDir(made, { head: commit, bare: false, sha256: isSha256(commit), config: remote }),
  );
  return folder;
}

/** Checks that no folder between the parent's `modules` and a submodule's git folder is a git folder or a link. */
async function isFree(gitDir: string, names: readonly string[]): Promise<boolean> {
  const modules = join(moduleFolder(gitDir, names.slice(0, -1)), 'modules');
  const parts = relative(modules, moduleFolder(gitDir, names)).split(sep);
  for (let depth = 0; depth < parts.length; depth++) {
    const folder = join(modules, ...parts.slice(0, depth));
    const facts = await lstat(folder).catch(() => undefined);
    if (facts === undefined) return true;
    if (!facts.isDirectory() || (await isGitDir(folder))) return false;
  }
  return true;
}
