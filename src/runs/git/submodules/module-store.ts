import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { FETCH, storeCall } from '../call/environment.ts';
import { git, linesOfOutput } from '../call/git.ts';
import { trustConfig } from '../call/trust.ts';
import { gitConfigText, isGitDir, isSha256, makeGitDir, readIfThere } from '../store/git-dir.ts';
import { asideName } from '../store/mend-refs.ts';
import { mendCopyRefs } from '../store/mend-store.ts';
import { ANY_CONTENT, ownGitDir, ownShallow, SHALLOW } from '../store/own-git-dir.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { refInFiles } from '../store/ref-files.ts';
import { cloneTo, includeText, putFile, putFolder } from '../store/store-repo.ts';
import { type Module, personModules } from './person-modules.ts';

/** Returns a name for files about a submodule. Names of submodules can contain slashes. */
export function moduleKey(names: readonly string[]): string {
  return createHash('sha256').update(names.join('\0')).digest('hex').slice(0, 24);
}

/** Returns the path of Backlog's private copy of a submodule: bare, with hard links, never pruned. */
export function moduleStore(place: RunsPlace, { names }: Pick<Module, 'names'>): string {
  return join(repositoryPaths(place).modules, `${moduleKey(names)}.git`);
}

/** Path of the copied settings of the person, from the private copy of a submodule. */
const SETTINGS = '../../store.git/person.config';

/**
 * Makes the private copy of a submodule, if it doesn't exist. If the person has no copy of the submodule, makes an empty
 * one for the commits of runs.
 * @param like a commit with ids of the same kind
 */
export async function ensureModuleStore(place: RunsPlace, module: Module, like: string): Promise<string> {
  const store = moduleStore(place, module);
  const { modules, store: top } = repositoryPaths(place);
  const persons = await personModules(place.repository, module);
  const facts = await lstat(store).catch(() => undefined);
  if (!(await isGitDir(store))) {
    await mkdir(modules, { recursive: true, mode: 0o700 });
    if (facts) await rename(store, join(modules, asideName(store)));
    const [from] = persons;
    if (from === undefined) await putFolder(store, (made) => makeEmpty(made, like));
    else {
      const trust = await trustIn(place, module, persons);
      await putFolder(store, (made) => cloneTo(made, from, trust, SETTINGS));
    }
  }
  const exclude = await readIfThere(join(top, 'info', 'exclude'));
  await ownGitDir(store, {
    config: gitConfigText(partsLike(like)),
    'info/exclude': exclude?.toString() ?? '',
    [SHALLOW]: ANY_CONTENT,
  });
  await mendCopyRefs(store, modules);
  await ownShallow(store, persons);
  return store;
}

const partsLike = (like: string) => ({ bare: true, sha256: isSha256(like), config: includeText(SETTINGS) });

function makeEmpty(made: string, like: string): Promise<void> {
  return makeGitDir(made, { ...partsLike(like), head: 'ref: refs/heads/none' });
}

/** Writes the config file with which git reads a submodule's git folder of another user. */
async function trustIn(place: RunsPlace, module: Module, from: readonly string[]): Promise<string> {
  const file = `${moduleStore(place, module)}.trust`;
  const texts = await Promise.all(from.map((common) => trustConfig({ ...place.repository, common })));
  await putFile(file, texts.join(''));
  return file;
}

/** Lists the refs below a folder of refs, in all private copies of submodules. A copy that git refuses has none. */
export async function refsOfModules(place: RunsPlace, under: string): Promise<string[]> {
  const { modules } = repositoryPaths(place);
  const names = await readdir(modules).catch(() => []);
  const refs: string[] = [];
  for (const store of names.filter((name) => name.endsWith('.git')).map((name) => join(modules, name))) {
    await mendCopyRefs(store, modules);
    const call = storeCall(store, ['for-each-ref', '--format=%(refname)', under], { codes: ANY_FAILURE });
    refs.push(...linesOfOutput((await git(call)).out));
  }
  return refs;
}

/** Codes with which git says that an object or a ref does not exist, or that a fetch failed. */
const ANY_FAILURE = [0, 1, 128, 129, 255];

/**
 * Checks whether a private copy has a commit with everything before it, which a ref proves. Stores a ref for the commit,
 * because the search takes long in a long history.
 */
export async function hasCommit(gitDir: string, commit: string): Promise<boolean> {
  if (!existsSync(gitDir)) return false;
  if (isKeptFor(gitDir, commit)) return true;
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`];
  const { code, out } = await git(storeCall(gitDir, args, { codes: ANY_FAILURE }));
  if (code !== 0 || out.length === 0) return false;
  await keepCommit(gitDir, commit);
  return true;
}

/** Ref that keeps a commit of a submodule for runs, in the private copy. */
function keptRef(commit: string): string {
  return `refs/kept/${commit}`;
}

/** Checks whether a ref of the private copy of a submodule keeps a commit for runs. Reads only files. */
export const isKeptFor = (store: string, commit: string): boolean => refInFiles(store, keptRef(commit)) === commit;

/** Stores a ref that keeps a commit in the private copy of a submodule. */
export async function keepCommit(store: string, commit: string): Promise<void> {
  await git(storeCall(store, ['update-ref', keptRef(commit), commit]));
}

/** Brings a commit into the private copy of a submodule from the first of several git folders that has it. */
async function fetchFrom(store: string, commit: string, from: readonly string[], trust?: string): Promise<boolean> {
  for (const folder of from) {
    const args = [...FETCH, folder, `+${commit}:${keptRef(commit)}`];
    // Old commits of the person's repositories can fail the check of objects, which is meant for those of agents.
    const trusted = trust === undefined ? {} : { global: trust, config: ['-c', 'transfer.fsckObjects=false'] };
    const call = storeCall(store, args, { codes: ANY_FAILURE, ...trusted });
    if ((await git(call)).code === 0) return true;
  }
  return false;
}

/**
 * Brings a commit into the private copy of a submodule: from a run's git folder, if one is given, or from the person's
 * repository. Uses no network.
 * @returns false if none of them has the commit
 */
export async function bringModuleCommit(
  place: RunsPlace,
  module: Module,
  commit: string,
  view?: string,
): Promise<boolean> {
  const store = await ensureModuleStore(place, module, commit);
  if (await hasCommit(store, commit)) return true;
  if (view !== undefined && (await fetchFrom(store, commit, [view]))) return true;
  const persons = await personModules(place.repository, module);
  return persons.length > 0 && fetchFrom(store, commit, persons, await trustIn(place, module, persons));
}
