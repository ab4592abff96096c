import { appendFile, lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BytePath, fileOf, splitPaths } from '../diff/path-text.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { filesInTree, ignoredIn, readTreeState, type TreeState } from './tree-state.ts';

/** Paths with how their files were, or null where there was none. */
type Readied = Record<BytePath, string | null>;

/**
 * Notes what the setup made in a worktree, or what it was given, that git would take for work: a virtual environment that nobody ignores, a link
 * in the place of an ignored folder (`node_modules/` means folders only), a lock file written anew. As long as nobody changes it, it is no part of
 * the result, and the agent's own `git add -A` leaves it out; who commits it all the same means it. To be called before the agent begins; and
 * when the setup ran once more, with the paths that were `work` before that.
 */
export async function markReadied(place: RunPlace, base: string, work?: ReadonlySet<BytePath>): Promise<void> {
  const run = runPaths(place);
  const { edited, added, gone, submodules } = await readTreeState(place, base);
  const found: Readied = {};
  for (const path of [...edited, ...added, ...gone, ...(await filesOf(run.tree, submodules))])
    if (!work?.has(path)) found[path] = await factsOf(run.tree, path);
  if (added.length > 0 && !work) await hideFromAgent(place);
  await writeFile(run.readied, JSON.stringify(found));
}

/** Remembers what `.gitignore` hides of all that appears in a worktree meanwhile, as by a setup or by checks: it is not the agent's. */
export async function notAgents<T>(place: RunPlace, meanwhile: () => Promise<T>): Promise<T> {
  const { hidden } = runPaths(place);
  const before = new Set(await ignoredIn(place));
  try {
    return await meanwhile();
  } finally {
    const appeared = (await ignoredIn(place)).filter((path) => !before.has(path));
    if (appeared.length > 0) await writeFile(hidden, JSON.stringify([...(await listIn(hidden)), ...appeared]));
  }
}

/** Whole folders where nothing else is in them: git compares every file with every line. */
async function hideFromAgent(place: RunPlace): Promise<void> {
  const { repo, tree, index } = runPaths(place);
  const args = ['ls-files', '-z', '-o', '--exclude-standard', '--directory', '--no-empty-directory'];
  const paths = splitPaths((await inStore(place, args, { tree, index })).out);
  const lines = paths.map((path) => `/${path.replace(/[\\*?[\]#! ]/g, '\\$&').replaceAll('\n', '?')}\n`).join('');
  await appendFile(join(repo, 'info', 'exclude'), `\n${lines}`, 'latin1');
}

/** Files of a submodule that are known by name, at most; one with more is known as a folder. */
const MOST = { files: 20_000 };

/** Without what git keeps for itself where a submodule has a repository of its own. */
async function filesOf(tree: string, submodules: readonly BytePath[]): Promise<BytePath[]> {
  const within = await Promise.all(
    submodules.map(async (path) =>
      ((await filesInTree(tree, path, MOST)) ?? [path]).filter((file) => !file.startsWith(`${path}.git/`)),
    ),
  );
  return within.flat();
}

/** How a worktree differs from the base, without what is as it was before the agent began. Files in submodules are among the nested ones, by name. */
export async function readWork(place: RunPlace, base: string): Promise<TreeState> {
  const { tree, readied, hidden } = runPaths(place);
  const { submodules, ...found } = await readTreeState(place, base);
  const state = { ...found, submodules: [], nested: [...found.nested, ...(await filesOf(tree, submodules))] };
  const there = new Set(await listIn(hidden));
  state.ignored = state.ignored.then((paths) => paths.filter((path) => !there.has(path)));
  state.ignored.catch(() => undefined);
  const before = await readiedIn(readied);
  if (before === undefined) return state;
  const changed = async (path: BytePath) =>
    !Object.hasOwn(before, path) || before[path] !== (await factsOf(tree, path));
  const [edited, added, gone, nested] = await Promise.all(
    [state.edited, state.added, state.gone, state.nested].map(async (paths) => {
      const kept = await Promise.all(paths.map(changed));
      return paths.filter((_, at) => kept[at]);
    }),
  );
  return { ...state, edited: edited!, added: added!, gone: gone!, nested: nested! };
}

/** The paths that are work by now. */
export async function workPaths(place: RunPlace, base: string): Promise<Set<BytePath>> {
  const { edited, added, gone, nested } = await readWork(place, base);
  return new Set([...edited, ...added, ...gone, ...nested]);
}

/** It lies in reach of the agent: what is no such note any more is none, and everything that is there counts. */
async function readiedIn(file: string): Promise<Readied | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof found === 'object' && found !== null ? (found as Readied) : undefined;
  } catch {
    return undefined;
  }
}

async function listIn(file: string): Promise<unknown[]> {
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/** Changes whenever somebody writes, replaces or removes the file; reading it does not change it. */
async function factsOf(tree: string, path: BytePath): Promise<string | null> {
  const facts = await lstat(fileOf(tree, path), { bigint: true }).catch(() => undefined);
  return facts ? [facts.ino, facts.size, facts.mtimeNs, facts.mode].join(' ') : null;
}
