import { storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { SUBMODULE } from '../diff/changed.ts';
import { type BytePath, joinPaths, splitPaths } from '../diff/path-text.ts';
import { type ListedEntry, treeEntries } from '../diff/tree-entries.ts';
import { mendRefs, setAside } from '../store/mend-refs.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { kindsIn } from '../worktree/tree-state.ts';
import { agentGitDir, folderOf, putPointersBack } from './agent-module.ts';
import { putModuleDirBack } from './fill-run.ts';
import { filledIn, moduleFiles } from './filled.ts';
import { hasCommit, moduleStore } from './module-store.ts';
import { type OpenModule, openModule } from './open-module.ts';
import type { Module } from './person-modules.ts';
import { linksOfCommit, type SubmoduleLinks } from './read-links.ts';

type Entries = ReadonlyMap<BytePath, ListedEntry>;

/**
 * Puts files of submodules back that are missing in a worktree, or older than in the submodule's commit in `start`. They
 * are those of that commit, unless the agent has committed other ones there since. Git compares a submodule in the
 * worktree only by its commit, so it doesn't notice files that left, and an empty folder looks like a submodule that was
 * never filled. Also makes missing git folders again.
 * @returns the paths of files that came back, and the submodules whose git folder it made
 */
export async function putModuleFilesBack(
  place: RunPlace,
  start: string,
): Promise<{ files: BytePath[]; remade: BytePath[] }> {
  const filled = Object.entries(await filledIn(place)).sort(([one], [other]) => one.length - other.length);
  const { tree } = runPaths(place);
  const kinds = kindsIn(tree);
  const levels = new Map<BytePath, SubmoduleLinks>([['', await linksOfCommit(repositoryPaths(place).store, start)]]);
  const files: BytePath[] = [];
  const remade: BytePath[] = [];
  for (const [path, { names }] of filled) {
    const folder = folderOf(tree, path);
    const { at, links } = outerOf(path, levels);
    const link = links.get(path.slice(at.length));
    const module = { path, names };
    if (link === undefined || folder === undefined || (await kinds(path)) !== 'folder') continue;
    const gitDir = await agentGitDir(place, path);
    const isMended =
      gitDir !== undefined && (await mendRefs(gitDir, repositoryPaths(place), (file) => setAside(place, file)));
    if ((await putModuleDirBack(place, module, link)) || isMended) remade.push(path);
    const open = await openModule(place, module, start);
    const entries = await readEntries(moduleStore(place, module), link, open);
    if (entries === undefined) continue;
    levels.set(path, linksIn(entries.wanted));
    const back = await putBack(place, { module, folder }, entries);
    files.push(...back.map((file) => `${path}/${file}`));
  }
  if (files.length > 0 || remade.length > 0) await putPointersBack(place);
  return { files, remade };
}

/** Returns the innermost known submodule around a path, or the repository, and the beginning of the path that leads there. */
function outerOf(
  path: BytePath,
  levels: ReadonlyMap<BytePath, SubmoduleLinks>,
): { at: BytePath; links: SubmoduleLinks } {
  const [outer, links] = [...levels].findLast(([one]) => one === '' || path.startsWith(`${one}/`))!;
  return { at: outer === '' ? '' : `${outer}/`, links };
}

const linksIn = (entries: Entries): SubmoduleLinks =>
  new Map([...entries].flatMap(([path, { mode, object }]) => (mode === SUBMODULE ? [[path, object]] : [])));

interface ModuleEntries {
  /** The entries that the folder should have. */
  wanted: Entries;
  /** Those of the commit that the agent checked out, if they can differ. */
  own?: Entries;
}

/**
 * Merges the entries of a submodule's commit in the last result with those of the commit that the agent checked out. The
 * result has work that is in no commit of the agent, and the agent may have committed since.
 * @returns undefined if the private copy has neither commit
 */
async function readEntries(
  store: string,
  link: string,
  open: OpenModule | undefined,
): Promise<ModuleEntries | undefined> {
  const head = open?.isKept ? open.head : undefined;
  const isLinkKept = await hasCommit(store, link);
  if (head === undefined || head === link) return isLinkKept ? { wanted: await entriesOf(store, link) } : undefined;
  const fork = isLinkKept ? await forkOf(store, link, head) : undefined;
  if (fork === undefined) return { wanted: await entriesOf(store, head) };
  const [before, result, own] = await Promise.all([fork, link, head].map((commit) => entriesOf(store, commit)));
  const wanted = new Map<BytePath, ListedEntry>();
  for (const path of new Set([...result!.keys(), ...own!.keys()])) {
    const entry = isSame(own!.get(path), before!.get(path)) ? result!.get(path) : own!.get(path);
    if (entry) wanted.set(path, entry);
  }
  return { wanted, own: own! };
}

const isSame = (one: ListedEntry | undefined, other: ListedEntry | undefined): boolean =>
  one?.object === other?.object && one?.mode === other?.mode;

async function entriesOf(store: string, commit: string): Promise<Entries> {
  const { out } = await git(storeCall(store, ['ls-tree', '-r', '-z', '--full-tree', commit]));
  return new Map(treeEntries(out).map((entry) => [entry.path, entry]));
}

/** Returns the newest commit that both commits contain; undefined if there is none. */
async function forkOf(store: string, one: string, other: string): Promise<string | undefined> {
  const found = await git(storeCall(store, ['merge-base', one, other], { codes: MAY_FAIL }));
  return found.code === 0 ? outputLine(found) : undefined;
}

interface Checkout {
  module: Module;
  folder: string;
}

/** Writes the files that a folder lacks, and those that are as in the agent's commit although others are wanted. */
async function putBack(
  place: RunPlace,
  checkout: Checkout,
  { wanted, own = wanted }: ModuleEntries,
): Promise<BytePath[]> {
  const kinds = kindsIn(checkout.folder);
  const [missing, present]: [ListedEntry[], ListedEntry[]] = [[], []];
  for (const entry of wanted.values()) {
    const kind = entry.mode === SUBMODULE ? 'folder' : await kinds(entry.path);
    if (kind !== 'folder') (kind === 'nothing' ? missing : present).push(entry);
  }
  const older = await olderOf(place, checkout, { wanted: present, own });
  await checkOut(place, checkout, missing, []);
  await checkOut(place, checkout, older, ['-f']);
  const after = kindsIn(checkout.folder);
  const back = older.map(({ path }) => path);
  for (const { path } of missing) if ((await after(path)) === 'file') back.push(path);
  return back;
}

/** Returns the entries that differ from the agent's commit, and whose files are as in that commit. */
async function olderOf(
  place: RunPlace,
  checkout: Checkout,
  { wanted, own }: { wanted: readonly ListedEntry[]; own: Entries },
): Promise<ListedEntry[]> {
  const others = wanted.filter((entry) => own.has(entry.path) && !isSame(entry, own.get(entry.path)));
  const former = others.map(({ path }) => own.get(path)!);
  const changed = await withEntries(place, checkout, former, async (ask) => {
    await ask(['update-index', '-q', '--refresh'], { codes: MAY_FAIL });
    return splitPaths((await ask(['diff-files', '-z', '--name-only'])).out);
  });
  return others.filter(({ path }) => !changed?.includes(path));
}

async function checkOut(
  place: RunPlace,
  checkout: Checkout,
  entries: readonly ListedEntry[],
  options: readonly string[],
): Promise<void> {
  const input = joinPaths(entries.map(({ path }) => path));
  await withEntries(place, checkout, entries, (ask) =>
    ask(['checkout-index', ...options, '-q', '-z', '--stdin'], { input, codes: MAY_FAIL }),
  );
}

type Ask = (args: readonly string[], more?: { input?: Buffer; codes?: typeof MAY_FAIL }) => ReturnType<typeof git>;

/** Gives a function that calls git in a folder, with an index of these entries. Does nothing without entries. */
async function withEntries<T>(
  place: RunPlace,
  { module, folder }: Checkout,
  entries: readonly ListedEntry[],
  use: (ask: Ask) => Promise<T>,
): Promise<T | undefined> {
  if (entries.length === 0) return undefined;
  const store = moduleStore(place, module);
  return withTemporaryIndex(moduleFiles(place, module.names).index, async (index) => {
    const ask: Ask = (args, more) => git(storeCall(store, args, { tree: folder, index, run: place, ...more }));
    const lines = entries.map(({ mode, object, path }) => `${mode} ${object}\t${path}\0`);
    await ask(['update-index', '-z', '--index-info'], { input: Buffer.from(lines.join(''), 'latin1') });
    return use(ask);
  });
}
