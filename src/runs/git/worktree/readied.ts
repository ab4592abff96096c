import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '../../../domain/errors.ts';
import { appendPlainText, readPlain, writePlain } from '../../../work/paths/plain-file.ts';
import { type BytePath, fileOf, splitPaths } from '../diff/path-text.ts';
import { type RunPlace, runPaths } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { agentGitDir, putPointersBack } from '../submodules/agent-module.ts';
import { filesInModules } from '../submodules/open-module.ts';
import { filesInTree, ignoredIn, readTreeState, type TreeState } from './tree-state.ts';

/** Facts of each file, by path, as {@link factsOf} returns them; null if no file has this path. */
type Readied = Record<BytePath, string | null>;

/**
 * Records the files of a worktree that its setup command made or changed and that git would count as work. Examples: a
 * virtual environment that is not ignored, a link in place of an ignored folder (`node_modules/` matches only folders),
 * a rewritten lock file. The result excludes such a file until somebody changes it, and the agent's `git add -A` skips
 * it. If the agent commits it anyway, it becomes part of the result. Call this function before the agent begins. After
 * a later setup, pass as `work` the paths that counted as work before it.
 */
export async function markReadied(place: RunPlace, base: string, work?: ReadonlySet<BytePath>): Promise<void> {
  const run = runPaths(place);
  const { edited, added, gone, submodules } = await readTreeState(place, base);
  const within = await filesInSubmodules(place, base, submodules);
  const found: Readied = {};
  for (const path of [...edited, ...added, ...gone, ...within])
    if (!work?.has(path)) found[path] = await factsOf(run.tree, path);
  if (added.length > 0 && !work) await hideFromAgent(place);
  writePlain(run.readied, JSON.stringify(found));
}

/**
 * Records the ignored files that appear in a worktree while `meanwhile` runs, such as a setup command or checks. They
 * then don't count as the agent's files.
 */
export async function notAgents<T>(place: RunPlace, meanwhile: () => Promise<T>): Promise<T> {
  const { hidden } = runPaths(place);
  const before = new Set(await ignoredIn(place));
  try {
    return await meanwhile();
  } finally {
    const appeared = (await ignoredIn(place)).filter((path) => !before.has(path));
    if (appeared.length > 0) writePlain(hidden, JSON.stringify([...(await listIn(hidden)), ...appeared]));
  }
}

/**
 * Adds the files from before the agent began to the agent's git exclude file. If a folder contains only such files, it
 * is one line, because git compares every file with every line.
 */
async function hideFromAgent(place: RunPlace): Promise<void> {
  const { repo, tree, index } = runPaths(place);
  const args = ['ls-files', '-z', '-o', '--exclude-standard', '--directory', '--no-empty-directory'];
  const paths = splitPaths((await inStore(place, args, { tree, index })).out);
  const lines = paths.map((path) => `/${path.replace(/[\\*?[\]#! ]/g, '\\$&').replaceAll('\n', '?')}\n`).join('');
  const info = join(repo, 'info');
  const [folder, file] = await Promise.all(
    [info, join(info, 'exclude')].map((path) => lstat(path).catch(() => undefined)),
  );
  if (!folder?.isDirectory() || (file !== undefined && !file.isFile()))
    refuse('conflict', `${join(info, 'exclude')} of ${place.id} is no plain file, so nothing is written there`, {
      hint: 'The setup command replaced it, perhaps by a link. Correct runs.setup, then start the task again.',
    });
  appendPlainText(join(info, 'exclude'), Buffer.from(`\n${lines}`, 'latin1'));
}

/** Maximum number of files of a submodule that are recorded separately, or else as one folder. */
const MOST = { files: 20_000 };

/** Lists the uncommitted files in submodules, and all files in folders of submodules without a repository. */
async function filesInSubmodules(place: RunPlace, base: string, submodules: readonly BytePath[]): Promise<BytePath[]> {
  if (submodules.length === 0) return [];
  return [...(await filesInModules(place, base)), ...(await looseFiles(place, submodules))];
}

/** Lists the files in folders of submodules that are no repositories, without their `.git`. */
async function looseFiles(place: RunPlace, submodules: readonly BytePath[]): Promise<BytePath[]> {
  const within = await Promise.all(
    submodules.map(async (path) => {
      if (await agentGitDir(place, path.slice(0, -1))) return [];
      const files = (await filesInTree(runPaths(place).tree, path, MOST)) ?? [path];
      return files.filter((file) => !file.startsWith(`${path}.git/`) && file !== `${path}.git`);
    }),
  );
  return within.flat();
}

/**
 * Reads the differences between a worktree and the start commit, without files that are unchanged since the agent
 * began. Lists files in submodules under `nested`.
 */
export async function readWork(place: RunPlace, base: string): Promise<TreeState> {
  const { hidden } = runPaths(place);
  await putPointersBack(place);
  const { submodules, ...found } = await readTreeState(place, base);
  const state = { ...found, submodules: [], nested: [...found.nested, ...(await looseFiles(place, submodules))] };
  const there = new Set(await listIn(hidden));
  state.ignored = async () => (await found.ignored()).filter((path) => !there.has(path));
  const changed = await factsDiffer(place);
  const [edited, added, gone, nested] = await Promise.all(
    [state.edited, state.added, state.gone, state.nested].map(async (paths) => {
      const kept = await Promise.all(paths.map(changed));
      return paths.filter((_, at) => kept[at]);
    }),
  );
  return { ...state, edited: edited!, added: added!, gone: gone!, nested: nested! };
}

/** Returns a function that checks whether a file was changed since the agent began. */
export async function factsDiffer(place: RunPlace): Promise<(path: BytePath) => Promise<boolean>> {
  const { tree, readied } = runPaths(place);
  const before = await readiedIn(readied);
  return async (path) =>
    before === undefined || !Object.hasOwn(before, path) || before[path] !== (await factsOf(tree, path));
}

/** Lists the paths in a worktree that count as the run's work. */
export async function workPaths(place: RunPlace, base: string): Promise<Set<BytePath>> {
  const { edited, added, gone, nested } = await readWork(place, base);
  const differs = await factsDiffer(place);
  const inModules: BytePath[] = [];
  for (const path of await filesInModules(place, base)) if (await differs(path)) inModules.push(path);
  return new Set([...edited, ...added, ...gone, ...nested, ...inModules]);
}

/**
 * Reads the record of the files from before the agent began. The agent can change this record. If it is damaged, all
 * files count as work.
 */
async function readiedIn(file: string): Promise<Readied | undefined> {
  try {
    const found: unknown = JSON.parse(String(await readPlain(file)));
    return typeof found === 'object' && found !== null ? (found as Readied) : undefined;
  } catch {
    return undefined;
  }
}

async function listIn(file: string): Promise<unknown[]> {
  try {
    const found: unknown = JSON.parse(String(await readPlain(file)));
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/**
 * Returns facts of a file that differ after somebody writes, replaces or deletes the file. Reading the file doesn't
 * change them.
 */
async function factsOf(tree: string, path: BytePath): Promise<string | null> {
  const facts = await lstat(fileOf(tree, path), { bigint: true }).catch(() => undefined);
  return facts ? [facts.ino, facts.size, facts.mtimeNs, facts.mode].join(' ') : null;
}
