import { storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { SUBMODULE } from '../diff/changed.ts';
import { type BytePath, joinPaths } from '../diff/path-text.ts';
import { treeEntries } from '../diff/tree-entries.ts';
import { mendRefs, setAside } from '../store/mend-refs.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { kindsIn } from '../worktree/tree-state.ts';
import { agentGitDir, folderOf, putPointersBack } from './agent-module.ts';
import { putModuleDirBack } from './fill-run.ts';
import { filledIn, moduleFiles } from './filled.ts';
import { hasCommit, moduleStore } from './module-store.ts';
import { openModule } from './open-module.ts';
import { linksOfCommit, type SubmoduleLinks } from './read-links.ts';

interface Level {
  store: string;
  commit: string;
  /** The submodules of the commit. They are read once, for all submodules of the level. */
  links?: Promise<SubmoduleLinks>;
}

/**
 * Puts files of submodules back that are missing in a worktree: those of the commit that the agent checked out there, or
 * of the submodule's commit in `start`. Git compares a submodule in the worktree only by its commit, so it doesn't notice
 * files that left, and an empty folder looks like a submodule that was never filled. Also makes missing git folders again.
 * @returns the paths of files that came back, and the submodules whose git folder it made
 */
export async function putModuleFilesBack(
  place: RunPlace,
  start: string,
): Promise<{ files: BytePath[]; remade: BytePath[] }> {
  const filled = Object.entries(await filledIn(place)).sort(([one], [other]) => one.length - other.length);
  const { tree } = runPaths(place);
  const kinds = kindsIn(tree);
  const levels = new Map<BytePath, Level>([['', { store: repositoryPaths(place).store, commit: start }]]);
  const files: BytePath[] = [];
  const remade: BytePath[] = [];
  for (const [path, { names }] of filled) {
    const folder = folderOf(tree, path);
    const { at, level } = outerOf(path, levels);
    level.links ??= linksOfCommit(level.store, level.commit);
    const link = (await level.links).get(path.slice(at.length));
    const module = { path, names };
    const store = moduleStore(place, module);
    if (link === undefined || folder === undefined || (await kinds(path)) !== 'folder') continue;
    const gitDir = await agentGitDir(place, path);
    const isMended =
      gitDir !== undefined && (await mendRefs(gitDir, repositoryPaths(place), (file) => setAside(place, file)));
    if ((await putModuleDirBack(place, module, link)) || isMended) remade.push(path);
    const open = await openModule(place, module, start);
    const commit = open?.isKept ? open.head : link;
    if (!(await hasCommit(store, commit))) continue;
    levels.set(path, { store, commit });
    const back = await putBack(place, { store, commit }, folder, moduleFiles(place, names).index);
    files.push(...back.map((file) => `${path}/${file}`));
  }
  if (files.length > 0 || remade.length > 0) await putPointersBack(place);
  return { files, remade };
}

/** Returns the innermost known submodule around a path, or the repository, and the beginning of the path that leads there. */
function outerOf(path: BytePath, levels: ReadonlyMap<BytePath, Level>): { at: BytePath; level: Level } {
  const [outer, level] = [...levels].findLast(([one]) => one === '' || path.startsWith(`${one}/`))!;
  return { at: outer === '' ? '' : `${outer}/`, level };
}

/** Writes the files of a commit that a folder lacks. Keeps all files that are there. */
async function putBack(place: RunPlace, { store, commit }: Level, folder: string, beside: string): Promise<BytePath[]> {
  const kinds = kindsIn(folder);
  const { out } = await git(storeCall(store, ['ls-tree', '-r', '-z', '--full-tree', commit]));
  const files = treeEntries(out).flatMap(({ mode, path }) => (mode === SUBMODULE ? [] : path));
  const missing: BytePath[] = [];
  for (const file of files) if ((await kinds(file)) === 'nothing') missing.push(file);
  if (missing.length === 0) return [];
  await withTemporaryIndex(beside, async (index) => {
    const here = { tree: folder, index, run: place };
    await git(storeCall(store, ['read-tree', commit], here));
    await git(
      storeCall(store, ['checkout-index', '-q', '-z', '--stdin'], {
        ...here,
        input: joinPaths(missing),
        codes: MAY_FAIL,
      }),
    );
  });
  const after = kindsIn(folder);
  const back: BytePath[] = [];
  for (const file of missing) if ((await after(file)) === 'file') back.push(file);
  return back;
}
