import { copyFile, lstat, mkdir, utimes } from 'node:fs/promises';
import { existingCommits } from '../call/batch.ts';
import { PLAIN_DIFF, storeCall } from '../call/environment.ts';
import { git, linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { parseRaw } from '../diff/changed.ts';
import { type BytePath, splitPaths } from '../diff/path-text.ts';
import { viewGitDir } from '../snapshot/agent-view.ts';
import { isSha256 } from '../store/git-dir.ts';
import { lostRefs } from '../store/lost-refs.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { refInFiles, refsInFiles } from '../store/ref-files.ts';
import { detachedIn, fetchedRefs, setAsideIn } from '../store/reflogs.ts';
import { outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { kindsIn } from '../worktree/tree-state.ts';
import { agentGitDir, folderOf } from './agent-module.ts';
import { type Declared, declaredIn } from './declared.ts';
import { moduleFiles } from './filled.ts';
import { bringModuleCommit, ensureModuleStore, isKeptFor } from './module-store.ts';
import type { Module } from './person-modules.ts';
import { linksOfCommit, linksOfIndex, type SubmoduleLinks } from './read-links.ts';

/** A submodule with a checkout in a run's worktree. */
export interface OpenModule {
  /** The private copy of the submodule. */
  store: string;
  /** The submodule's folder. */
  tree: string;
  /** The agent's git folder of the submodule. */
  of: string;
  /** A separate git folder over the agent's refs and objects. */
  view: string;
  /** The commit that the agent checked out. */
  head: string;
  /** True if the private copy has the commit. */
  isKept: boolean;
}

/**
 * Opens the checkout of a submodule, and brings its commit into the private copy.
 * @param like a commit with ids of the same kind
 * @returns undefined if the folder has no git folder of the agent, or no commit
 */
export async function openModule(place: RunPlace, module: Module, like: string): Promise<OpenModule | undefined> {
  const of = await agentGitDir(place, module.path);
  const tree = folderOf(runPaths(place).tree, module.path);
  if (of === undefined || tree === undefined) return undefined;
  await mkdir(runPaths(place).modules, { recursive: true });
  const store = await ensureModuleStore(place, module, like);
  const made = moduleFiles(place, module.names).view;
  const view = await viewGitDir({ of, view: made, store, sha256: isSha256(like) });
  if (view === undefined) return undefined;
  const found = await git(storeCall(view, ['rev-parse', 'HEAD^{commit}'], { codes: MAY_FAIL }));
  if (found.code !== 0) return undefined;
  const head = outputLine(found);
  return { store, tree, of, view, head, isKept: await bringModuleCommit(place, module, head, view) };
}

/** Refs of a submodule that name no work of the agent: the remote's, and those that git writes. */
const OTHERS = ['refs/remotes/', 'refs/notes/', 'refs/original/', 'refs/replace/', 'refs/rewritten/'];
const isWork = (ref: string) => !OTHERS.some((one) => ref.startsWith(one));

/**
 * Lists the refs of a submodule with commits of the agent that its checkout lacks, such as branches, tags and the stash.
 * Also lists commits that a detached HEAD left, as after `git submodule update`, unless an earlier result had them. The
 * remote's commits and the person's tags don't count. A ref that git can't compare counts, because it can have such commits.
 */
export async function refsBeside({ store, of, view, head }: OpenModule): Promise<string[]> {
  const [refs, all] = await Promise.all([refsInFiles(of), lostRefs(of, store)]);
  const lost = [...all].filter(([name]) => isWork(name));
  const aside = await setAsideIn(of);
  const left = [...new Set([...(await detachedIn(of)), ...aside.stashes, ...aside.commits])].filter(
    (commit) => commit !== head && !isKeptFor(store, commit),
  );
  if (left.length + lost.length === 0 && Object.values(refs ?? { unclear: '' }).every((commit) => commit === head))
    return [];
  const fetched = await fetchedRefs(of);
  const args = ['for-each-ref', '--format=%(refname) %(objectname)'];
  const listed = await git(storeCall(view, args, { codes: MAY_FAIL }));
  const named = linesOfOutput(listed.out)
    .map((line) => line.split(' ') as [string, string])
    .filter(([name]) => isWork(name) && !fetched.has(name));
  const found: string[] = listed.code === 0 ? [] : ['refs'];
  for (const [name, commit] of new Map([...named, ...lost, ...left.map((one) => [one, one] as const)])) {
    if (refInFiles(store, name) === commit) continue;
    const own = ['rev-list', '--max-count=1', commit, '--not', head, '--remotes'];
    const asked = await git(storeCall(view, own, { codes: MAY_FAIL }));
    if (asked.out.length > 0 || (asked.code !== 0 && (await existingCommits(view, [commit])).length > 0))
      found.push(name);
  }
  return found;
}

/** Finds the uncommitted changes of a submodule, and leaves an index of its commit at `index`. */
export function workOf(
  place: RunPlace,
  { names }: Module,
  { store, tree, head }: OpenModule,
  index: string,
): Promise<ModuleWork> {
  return readModuleWork({ store, tree, index, known: moduleFiles(place, names).index, commit: head });
}

/** Lists the uncommitted files in the submodules of a worktree, and in their submodules. */
export async function filesInModules(place: RunPlace, base: string): Promise<BytePath[]> {
  const { store } = repositoryPaths(place);
  const links = await linksOfIndex(runPaths(place).index, new Map());
  const found: BytePath[] = [];
  for (const { module, open } of await openModules(place, links, () => declaredIn(store, base), base)) {
    if (!open.isKept) continue;
    const { edited, added, gone, nested } = await withTemporaryIndex(moduleFiles(place, module.names).index, (index) =>
      workOf(place, module, open, index),
    );
    for (const file of [...edited, ...added, ...gone, ...nested]) found.push(`${module.path}/${file}`);
  }
  return found;
}

interface Opened {
  module: Module;
  open: OpenModule;
}

/** Opens the submodules of a worktree that have a checkout, and their submodules. */
export async function openModules(
  place: RunPlace,
  links: SubmoduleLinks,
  names: () => Promise<readonly Declared[]>,
  like: string,
  within: Module = { names: [], path: '' },
): Promise<Opened[]> {
  if (links.size === 0) return [];
  const declared = await names();
  const opened: Opened[] = [];
  for (const path of links.keys()) {
    const name = declared.find((one) => one.path === path)?.name ?? path;
    const module = { names: [...within.names, name], path: within.path === '' ? path : `${within.path}/${path}` };
    const open = await openModule(place, module, like);
    if (open === undefined) continue;
    opened.push({ module, open });
    if (!open.isKept) continue;
    const { store, head } = open;
    const inner = await openModules(
      place,
      await linksOfCommit(store, head),
      () => declaredIn(store, head),
      like,
      module,
    );
    opened.push(...inner);
  }
  return opened;
}

/** The differences between a submodule's checkout and its commit. Paths are those in the submodule. */
export interface ModuleWork {
  edited: BytePath[];
  added: BytePath[];
  gone: BytePath[];
  nested: BytePath[];
}

interface ModuleCheckout {
  /** The private copy of the submodule, which has the commit. */
  store: string;
  /** The submodule's folder. */
  tree: string;
  /** Path for a temporary index. Afterwards, it has the entries of the commit. */
  index: string;
  /** Backlog's own index of the folder. It may be missing; then git compares all files by content. */
  known: string;
  commit: string;
}

/** Finds the uncommitted changes in a submodule's checkout, without programs or config of the agent. */
async function readModuleWork({ store, tree, index, known, commit }: ModuleCheckout): Promise<ModuleWork> {
  const ask = (...args: string[]) => git(storeCall(store, args, { tree, index }));
  await copyWithTime(known, index);
  await ask('read-tree', '-m', commit).catch(() => ask('read-tree', commit));
  const [changed, untracked] = await Promise.all([
    ask('diff-files', '-z', '--raw', ...PLAIN_DIFF),
    ask('ls-files', '-z', '-o', '--exclude-standard'),
  ]);
  const kinds = kindsIn(tree);
  const work: ModuleWork = { edited: [], added: [], gone: [], nested: [] };
  for (const { path, old } of parseRaw(changed.out)) {
    if ((await kinds(path)) === 'file') work.edited.push(path);
    else if (old.mode !== '160000') work.gone.push(path);
  }
  for (const path of splitPaths(untracked.out)) {
    if (path.endsWith('/')) work.nested.push(path);
    else if ((await kinds(path)) === 'file') work.added.push(path);
  }
  return work;
}

/** Copies an index with its time, by which git finds entries that may have changed later. */
async function copyWithTime(from: string, to: string): Promise<void> {
  const facts = await lstat(from).catch(() => undefined);
  if (!facts?.isFile()) return;
  await copyFile(from, to);
  await utimes(to, facts.atime, Math.floor(facts.mtimeMs) / 1000);
}
