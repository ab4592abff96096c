import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { type BytePath, pathText, splitPaths } from '../diff/path-text.ts';
import { filterIndex } from '../filters/filter-index.ts';
import type { FilteredFile } from '../filters/filter-plan.ts';
import { addFiles, removeEntries, type Staging } from '../snapshot/add-files.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { factsDiffer } from '../worktree/readied.ts';
import { kindsIn } from '../worktree/tree-state.ts';
import { agentGitDir, folderOf } from './agent-module.ts';
import { type Declared, declaredIn } from './declared.ts';
import { type FilledModules, filledIn, moduleFiles } from './filled.ts';
import { chosenLink, indexedLink } from './links.ts';
import { bringModuleCommit, hasCommit, keepCommit } from './module-store.ts';
import type { ModuleWork } from './open-module.ts';
import { openModule, refsBeside, workOf } from './open-module.ts';
import { type Module, personModules } from './person-modules.ts';
import { linksOfCommit, linksOfIndex, type SubmoduleLinks } from './read-links.ts';

/** A folder whose submodules are staged: a run's worktree, or a submodule in it. */
export interface LinkLevel extends Staging {
  place: RunPlace;
  /** Names and path of the submodule; none for the worktree's top. */
  names: readonly string[];
  /** Path of the folder in the worktree: empty, or ending with `/`. */
  at: BytePath;
  /** A commit with ids of the same kind. */
  like: string;
  /** The submodules of the commit from which the folder started. Their commits need no copy. */
  start: SubmoduleLinks;
  base: SubmoduleLinks;
  committed: SubmoduleLinks;
  staged: SubmoduleLinks;
  /** Author and message of commits that contain uncommitted files of submodules. */
  commit: Required<Pick<NonNullable<Parameters<typeof storeCall>[2]>, 'author'>> & { message: string };
  /** The commit of a submodule in the last result. If it fits, it is used again. */
  before: (module: Module) => Promise<string | undefined>;
}

/** A submodule whose commit neither the person nor the run has. */
export interface MissingCommit {
  path: BytePath;
  commit: string;
}

export interface StagedLinks {
  /** Repositories and their files that are not in the result. */
  nested: BytePath[];
  missing: MissingCommit[];
  /** Paths that are in the result although git lists no files there: submodules, and files in place of one. */
  taken: BytePath[];
  /** Files of submodules with a filter of the person. */
  filtered: FilteredFile[];
}

/**
 * Puts the submodules of a folder into an index that already has the folder's files: the commits that the agent checked
 * out, staged or committed. Brings these commits into private copies. A submodule with uncommitted files gets a commit
 * with them.
 */
export async function stageLinks(level: LinkLevel): Promise<StagedLinks> {
  const { base, committed, staged } = level;
  const result: StagedLinks = { nested: [], missing: [], taken: [], filtered: [] };
  const paths = new Set([...base.keys(), ...committed.keys(), ...staged.keys()]);
  if (paths.size === 0) return result;
  const filled = await filledIn(level.place);
  const declared = await declaredIn(level.store, '', level);
  const lines: string[] = [];
  const removed: BytePath[] = [];
  for (const path of paths) {
    const commit = await oneLink(level, path, declared, filled, result);
    if (commit === base.get(path)) continue;
    if (commit === undefined) removed.push(path);
    else lines.push(`160000 ${commit}\t${path}\0`);
    if (commit !== undefined) result.taken.push(`${path}/`);
  }
  await removeEntries(removed, level);
  for (const path of removed) result.taken.push(...(await addInstead(level, path)));
  if (lines.length > 0) {
    const input = Buffer.from(lines.join(''), 'latin1');
    const args = ['update-index', '-z', '--add', '--replace', '--index-info'];
    await git(storeCall(level.store, args, { tree: level.tree, index: level.index, input }));
  }
  return result;
}

async function oneLink(
  level: LinkLevel,
  path: BytePath,
  declared: readonly Declared[],
  filled: FilledModules,
  result: StagedLinks,
): Promise<string | undefined> {
  const { base, committed, staged, at, start } = level;
  const places = { base: base.get(path), committed: committed.get(path), staged: staged.get(path) };
  const kind = await kindsIn(level.tree)(path);
  // The index already has the file.
  if (kind === 'file') return places.base;
  if (indexedLink(places) === undefined) return undefined;
  const name = declared.find((one) => one.path === path)?.name;
  // Without an entry in .gitmodules, git can't handle a new submodule: it is a repository that the agent made.
  if (name === undefined && places.base === undefined) {
    result.nested.push(`${at}${path}/`);
    return undefined;
  }
  const module = { names: [...level.names, name ?? path], path: `${at}${path}` };
  const here = await checkedOut(level, module, places.base, result);
  const commit = chosenLink({
    ...places,
    checkedOut: here?.commit,
    filled: filled[module.path]?.commit,
    isMissing: kind === 'nothing',
  });
  if (commit === undefined || commit === start.get(path)) return commit;
  const isThere = await bringModuleCommit(level.place, module, commit, here?.view);
  if (!isThere) result.missing.push({ path: module.path, commit });
  return commit;
}

/** Adds the files in the folder of a removed submodule, as git does if the folder is no repository. */
async function addInstead(level: LinkLevel, path: BytePath): Promise<BytePath[]> {
  const args = ['ls-files', '-z', '-o', '--exclude-standard', '--', `${path}/`];
  const { out } = await git(storeCall(level.store, args, { tree: level.tree, index: level.index }));
  const kinds = kindsIn(level.tree);
  const found: BytePath[] = [];
  for (const file of splitPaths(out)) if (!file.endsWith('/') && (await kinds(file)) === 'file') found.push(file);
  await addFiles(level.place, found, level, level.like);
  return found;
}

interface CheckedOut {
  commit: string;
  view: string;
}

/** Reads the commit of a submodule's checkout, with its uncommitted files and its own submodules. */
async function checkedOut(
  level: LinkLevel,
  module: Module,
  base: string | undefined,
  result: StagedLinks,
): Promise<CheckedOut | undefined> {
  const { place, like } = level;
  const open = await openModule(place, module, like);
  if (open === undefined) {
    // Of a submodule of the start commit, the worktree's state lists the files itself, without those of the setup.
    const isNew = base === undefined;
    if ((await agentGitDir(place, module.path)) || (isNew && (await hasFiles(place, module))))
      result.nested.push(`${module.path}/`);
    return undefined;
  }
  const { store, tree, of, view, head } = open;
  result.nested.push(...(await refsBeside(open)).map((ref) => `${module.path}/.git/${ref}`));
  if (!open.isKept) return { commit: head, view };
  return withTemporaryIndex(moduleFiles(place, module.names).index, async (index) => {
    const work = await withoutReadied(place, module, await workOf(place, module, open, index));
    result.nested.push(...work.nested.map((path) => `${module.path}/${path}`));
    const own = await linksOfIndex(index, new Map());
    const staging = { store, tree, index };
    await removeEntries(work.gone, staging);
    const refused = await addFiles(place, [...work.edited, ...work.added], staging, like);
    result.nested.push(...refused.map((path) => `${module.path}/${path}`));
    const started = base !== undefined && (await hasCommit(store, base)) ? base : undefined;
    const {
      nested,
      missing,
      filtered: below,
    } = await stageLinks({
      ...level,
      ...staging,
      names: module.names,
      at: `${module.path}/`,
      start: started === undefined ? new Map() : await linksOfCommit(store, started),
      base: own,
      committed: own,
      staged: await linksOfIndex(`${of}/index`, own),
    });
    result.nested.push(...nested);
    result.missing.push(...missing);
    const [common = place.repository.common] = await personModules(place.repository, module);
    const folder = join(place.repository.folder, pathText(module.path));
    const filtered = await filterIndex({
      place: { ...place, repository: { ...place.repository, folder, ...present({ common }) } },
      ...{ store, index, from: started ?? head, passed: [started ?? head] },
      added: { tree, paths: [...work.edited, ...work.added] },
    });
    result.filtered.push(
      ...below,
      ...filtered.map((one) => ({ ...one, path: `${pathText(module.path)}/${one.path}` })),
    );
    // As with the worktree, no commit of the agent may have a content that its filter converts.
    const parent = filtered.length > 0 ? (started ?? head) : head;
    return { commit: await commitOf(level, module, staging, parent), view };
  });
}

/** Checks whether the folder of a submodule without a git folder has files, which no commit can contain. */
async function hasFiles(place: RunPlace, { path }: Module): Promise<boolean> {
  const { tree } = runPaths(place);
  const folder = folderOf(tree, path);
  if (folder === undefined || (await kindsIn(tree)(path)) !== 'folder') return false;
  return (await readdir(folder)).some((name) => name !== '.git');
}

/** Removes files that are unchanged since the agent began, for example files of a setup command. */
async function withoutReadied(place: RunPlace, { path: at }: Module, work: ModuleWork): Promise<ModuleWork> {
  const differs = await factsDiffer(place);
  const kept = async (paths: readonly BytePath[]) => {
    const answers = await Promise.all(paths.map((path) => differs(`${at}/${path}`)));
    return paths.filter((_, n) => answers[n]);
  };
  const [edited, added, gone, nested] = await Promise.all([work.edited, work.added, work.gone, work.nested].map(kept));
  return { edited: edited!, added: added!, gone: gone!, nested: nested! };
}

/** Makes a commit of the index on top of a submodule's commit, unless that commit has the same files. */
async function commitOf(level: LinkLevel, module: Module, { store, index }: Staging, head: string): Promise<string> {
  const tree = outputLine(await git(storeCall(store, ['write-tree'], { index })));
  const before = await level.before(module);
  const asked = [head, ...(before === undefined ? [] : [before])];
  for (const known of asked) {
    const args = ['rev-parse', `${known}^{tree}`, ...(known === head ? [] : [`${known}^1`])];
    const { code, out } = await git(storeCall(store, args, { codes: [0, 128] }));
    const expected = known === head ? [tree] : [tree, head];
    if (code === 0 && out.toString().trimEnd() === expected.join('\n')) return known;
  }
  const { message, author } = level.commit;
  const args = ['commit-tree', tree, '-p', head, '-F', '-'];
  const made = outputLine(await git(storeCall(store, args, { input: message, author })));
  await keepCommit(store, made);
  return made;
}
