import { SUBMODULE } from '../diff/changed.ts';
import { touchedEntries } from '../diff/diff-files.ts';
import type { BytePath } from '../diff/path-text.ts';
import { entryChanges } from '../snapshot/entry-changes.ts';
import { type RunPlace, repositoryPaths, runPaths } from '../store/paths.ts';
import type { AgentEntry } from './agent-index.ts';
import { entriesIn, kindsIn, type TreeState } from './tree-state.ts';

/**
 * Takes from the agent's HEAD what its worktree doesn't show. Git leaves files out of a sparse checkout, so nobody has
 * deleted them. A commit can change a file that nobody wrote: `git add --renormalize` converts its line ends.
 * @param entries those of the agent's index
 */
export async function withHeadEntries(
  place: RunPlace,
  state: TreeState,
  { base, head, entries }: { base: string; head: string; entries: readonly AgentEntry[] },
): Promise<TreeState> {
  const { tree } = runPaths(place);
  // The entries with the flag skip-worktree.
  const hidden = new Set(entries.filter((entry) => entry.isHidden).map(({ path }) => path));
  const isHidden = (path: BytePath) => hidden.has(path);
  const gone = new Set(state.gone.filter((path) => !isHidden(path)));
  const found = head === base ? [] : await entryChanges(repositoryPaths(place).store, base, head);
  const changes = found.filter((change) => ![change.old.mode, change.new.mode].includes(SUBMODULE));
  const known = new Set(state.edited);
  const edited = changes.filter(({ path, status }) => /^[MT]/.test(status) && !known.has(path));
  const isUntouched = await untouchedAmong(place, base, new Set(edited.map(({ path }) => path)));
  const kinds = kindsIn(tree);
  const lines: string[] = [];
  for (const { path, status, new: now } of changes) {
    if (!isUntouched.has(path) && !(isHidden(path) && (await kinds(path)) === 'nothing')) continue;
    if (status === 'D') gone.add(path);
    else lines.push(`${now.mode} ${now.object}\t${path}\0`);
  }
  return { ...state, gone: [...gone], ofHead: Buffer.from(lines.join(''), 'latin1') };
}

/** Returns the files that nobody wrote since the preparation. */
async function untouchedAmong(
  place: RunPlace,
  base: string,
  paths: ReadonlySet<BytePath>,
): Promise<ReadonlySet<BytePath>> {
  if (paths.size === 0) return paths;
  const { tree, index } = runPaths(place);
  const entries = (await entriesIn(index, base)).filter(({ path }) => paths.has(path));
  const found = await touchedEntries(tree, entries);
  const touched = new Set(found);
  return new Set(found ? entries.filter((entry) => !touched.has(entry)).map(({ path }) => path) : []);
}
