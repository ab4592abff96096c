import { stat, utimes, writeFile } from 'node:fs/promises';
import { runAuthor } from '../call/environment.ts';
import { type BytePath, pathText } from '../diff/path-text.ts';
import { filterIndex } from '../filters/filter-index.ts';
import { idLength, readIndex } from '../store/git-dir.ts';
import { type RunPlace, repositoryPaths, runPaths, runRef } from '../store/paths.ts';
import { inStore, outputLine, storeRef } from '../store/store-repo.ts';
import { postdate } from '../store/temporary-index.ts';
import type { StagedLinks } from '../submodules/stage-links.ts';
import { type RunCommits, stageRunLinks } from '../submodules/stage-run.ts';
import { forgetTimes } from '../worktree/index-entries.ts';
import type { TreeState } from '../worktree/tree-state.ts';
import { addFiles, removeEntries } from './add-files.ts';

interface Written extends StagedLinks {
  tree: string;
}

/**
 * Writes the worktree's files as a tree object, and an index of them to the given path. Backlog's own index stays
 * unchanged and describes the start commit.
 */
export async function writeTree(
  place: RunPlace,
  state: TreeState,
  { base, head }: { base: string; head: string },
  index: string,
): Promise<Written> {
  const { makeTree, ...staged } = await stageFiles(place, state, { base, head }, index);
  return { ...staged, tree: await makeTree() };
}

interface StagedFiles extends StagedLinks {
  /** Files whose names git refuses. */
  refused: string[];
  makeTree(): Promise<string>;
}

/**
 * Writes the worktree's files as objects, and an index of them to the given path, with the commits of its submodules.
 * `makeTree` then writes the tree.
 */
export async function stageFiles(
  place: RunPlace,
  { edited, added, gone, ofHead }: TreeState,
  { base, head, message = '', author = runAuthor(place.id) }: StageOptions,
  index: string,
): Promise<StagedFiles> {
  const run = runPaths(place);
  const { store } = repositoryPaths(place);
  const here = { store, tree: run.tree, index };
  const bytes = await readIndex(run.index);
  forgetTimes(bytes, new Set(edited), idLength(base));
  await writeFile(index, bytes);
  const { mtimeMs: before } = await stat(index);
  // Git need not compare the other files again, because the edited ones are known.
  await postdate(index);
  await removeEntries(gone, here);
  if (ofHead && ofHead.length > 0)
    await inStore(place, ['update-index', '-z', '--index-info'], { index, input: ofHead });
  const refused = await addFiles(place, [...edited, ...added], here, base);
  const staged = await stageRunLinks(place, here, { base, head, author, message });
  const passed = await passedCommits(place, base);
  const files = { tree: run.tree, paths: [...edited, ...added] };
  const filtered = await filterIndex({ place, store, index, from: base, passed, added: files });
  const makeTree = async () => {
    const tree = outputLine(await inStore(place, ['write-tree'], here));
    // A file written after this time may change again without a new time.
    await utimes(index, Math.floor(before) / 1000, Math.floor(before) / 1000);
    return tree;
  };
  return { ...staged, refused, filtered: [...filtered, ...staged.filtered], makeTree };
}

/** Lists the commits whose files have passed the person's filters: the start commit, and those that Backlog gave the run. */
async function passedCommits(place: RunPlace, base: string): Promise<string[]> {
  const made = await Promise.all(
    (['result', 'update'] as const).map((name) => storeRef(place, runRef(place.id, name))),
  );
  return [base, ...made.filter((commit) => commit !== undefined)];
}

type StageOptions = Pick<RunCommits, 'base' | 'head'> & Partial<RunCommits>;

/** Lists the nested repositories and their files that are not in the result. */
export function notTaken(
  found: readonly BytePath[],
  { nested, taken }: Pick<StagedLinks, 'nested' | 'taken'>,
): string[] {
  const inResult = new Set(taken);
  return [...new Set([...found, ...nested])].filter((path) => !inResult.has(path)).map(pathText);
}
