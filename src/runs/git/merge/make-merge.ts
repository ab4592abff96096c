import { present } from '../../../base/present.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import type { Changed } from '../../../domain/runs/change-shapes.ts';
import { type Author, PLAIN_DIFF } from '../call/environment.ts';
import type { Person } from '../call/person-settings.ts';
import { parseRaw, type RawChange, SUBMODULE } from '../diff/changed.ts';
import { pathText } from '../diff/path-text.ts';
import { ownSettings } from '../store/own-settings.ts';
import { completeFiles } from '../store/partial.ts';
import { type RunsPlace, runRef } from '../store/paths.ts';
import { fetchCommit, inStore, LAST_TARGET, outputLine } from '../store/store-repo.ts';
import { type ChangedLink, changedLinks } from '../submodules/changed-links.ts';
import { bringModuleCommit } from '../submodules/module-store.ts';
import { unionProblems } from './approved-changes.ts';
import { mergeTree, parseMerge, type TreeConflict } from './merge-tree.ts';
import { comesFrom, rebuildOnBase } from './update.ts';

export interface MergeResult {
  /** Id of the run with this result. */
  id: string;
  base: string;
  commit: string;
  message: string;
  author?: Author;
  /** The person who approved the result, with the settings that sign their commits. */
  committer?: Person;
  /** The files of the approved diff. */
  approved: readonly Pick<Changed, 'path' | 'from'>[];
}

export interface MergeOptions {
  /** The commit of the target branch, onto which the results are merged. */
  target: string;
  /** The results in the order of merging. */
  results: readonly MergeResult[];
  /** `squash` makes one commit of each result; `merge` makes a merge commit and keeps the agent's commits. */
  how: 'squash' | 'merge';
}

export interface MergeStep {
  id: string;
  commit: string;
  tree: string;
  /**
   * True if the target branch already has all changes of the result. Then the merge adds nothing, and `commit` is the
   * commit of the previous step.
   */
  contained: boolean;
}

export type MadeMerge =
  | { ok: true; tip: string; steps: MergeStep[] }
  /**
   * `id` is the first result with conflicts. Kind `unrelated` means that the result and the target branch have no
   * common history.
   */
  | { ok: false; id: string; conflicts: TreeConflict[] };

/**
 * Builds the merge commits in the private copy. Changes no ref of the person and no worktree.
 * @throws BacklogError `conflict` if a merge differs from the approved diffs; then none of the commits may be merged
 */
export async function mergeResults(place: RunsPlace, { target, results, how }: MergeOptions): Promise<MadeMerge> {
  await ownSettings(place, target);
  // The private copy has the start commits of all runs, with all their files.
  if (!results.some(({ base }) => base === target)) await haveCommit(place, target);
  const steps: MergeStep[] = [];
  let tip = target;
  for (const result of results) {
    // Each step descends from the target, so a result that started at the target continues each step, too.
    const continues =
      result.base === target ||
      (await comesFrom(place, tip, result.base)) ||
      !(await areRelated(place, tip, result.commit));
    const step = await mergeOne(place, { tip, result, how, continues });
    if (Array.isArray(step)) return { ok: false, id: result.id, conflicts: step };
    steps.push(step);
    tip = step.commit;
  }
  const refs = [...steps.map(({ id, commit }) => [runRef(id, 'merged'), commit]), [LAST_TARGET, tip]];
  const input = refs.map(([ref, commit]) => `update ${ref} ${commit}\n`).join('');
  await inStore(place, ['update-ref', '--stdin'], { input });
  return { ok: true, tip, steps };
}

async function haveCommit(place: RunsPlace, commit: string): Promise<void> {
  await fetchCommit(place, commit, LAST_TARGET);
  await completeFiles(place, commit);
}

interface OneMerge {
  tip: string;
  result: MergeResult;
  how: MergeOptions['how'];
  /** True if the previous step's commit descends from the result's start commit. */
  continues: boolean;
}

async function mergeOne(
  place: RunsPlace,
  { tip, result, how, continues }: OneMerge,
): Promise<MergeStep | TreeConflict[]> {
  const { id, base, commit } = result;
  const sides = continues ? [tip, commit] : await rebuildOnBase(place, base, [tip, commit]);
  const merged = await mergeTree(place, base, sides);
  const parsed = parseMerge(merged.out);
  if (merged.code === 128 && /unrelated histories/.test(merged.err)) return [{ path: '', kind: 'unrelated' }];
  if (parsed === undefined)
    refuse('git', `can't merge ${id}: ${merged.err.trim() || `${commit} or ${tip} doesn't exist`}`);
  if (merged.code !== 0) return parsed.conflicts;
  const { tree } = parsed;
  const trees = outputLine(await inStore(place, ['rev-parse', ...[base, commit, tip].map((one) => `${one}^{tree}`)]));
  const [start = '', end = '', before = ''] = trees.split('\n');
  if (tree === before) return { id, commit: tip, tree, contained: true };
  const changes = await checkUnion(place, { start, end, before, tree, tip, result });
  if (changes.some((change) => change.new.mode === SUBMODULE)) await checkSubmodules(place, { id, before, tree });
  // If the target branch was rewritten, the result's history still has commits that the branch lost.
  const parents = how === 'merge' && continues ? [tip, commit] : [tip];
  return { id, commit: await commitTree(place, { ...result, tree, parents }), tree, contained: false };
}

interface NewCommit extends Pick<MergeResult, 'author' | 'committer' | 'message'> {
  tree: string;
  parents: readonly string[];
}

/**
 * Makes a commit in the private copy, signed if its committer signs commits.
 * @returns its id
 * @throws BacklogError `git`; a commit that can't be signed is a fault of the machine, see `isOfMachine`
 */
export async function commitTree(
  place: RunsPlace,
  { tree, parents, message, author, committer }: NewCommit,
): Promise<string> {
  const args = [tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  const options = { input: message, ...present({ author, committer }) };
  const { sign } = committer ?? {};
  if (!sign) return outputLine(await inStore(place, ['commit-tree', ...args], options));
  const config = sign.flatMap((setting) => ['-c', setting]);
  try {
    return outputLine(await inStore(place, ['commit-tree', '-S', ...args], { ...options, signing: true, config }));
  } catch (cause) {
    if (!(cause instanceof BacklogError)) throw cause;
    return refuse('git', `the commit's signature failed: ${cause.message}`, {
      hint: "`git config --show-origin --get-regexp '^(commit.gpgsign|user.signingkey|gpg.*)$'` shows its settings.",
      cause,
    });
  }
}

async function areRelated(place: RunsPlace, one: string, other: string): Promise<boolean> {
  return (await inStore(place, ['merge-base', one, other], { codes: [0, 1] })).code === 0;
}

interface UnionCheck {
  /** The trees of the start commit, the result, the target branch and the merge. */
  start: string;
  end: string;
  before: string;
  tree: string;
  tip: string;
  result: MergeResult;
}

/** Checks that a merge changes exactly the approved files. @returns the changes */
async function checkUnion(
  place: RunsPlace,
  { start, end, before, tree, tip, result: { id, base, approved } }: UnionCheck,
): Promise<readonly RawChange[]> {
  const pairs = [`${start} ${end}`, `${start} ${before}`, `${before} ${tree}`];
  const [result = [], target = [], merged = []] = await rawDiffs(place, pairs);
  const diffs = { approved, result, target, merged };
  if (unionProblems({ ...diffs, renames: [] }).length === 0) return merged;
  const renames = await inStore(place, ['diff-tree', '-r', '-z', '--raw', '-M', ...PLAIN_DIFF, base, tip]);
  const problems = unionProblems({ ...diffs, renames: parseRaw(renames.out) });
  if (problems.length === 0) return merged;
  return refuse('conflict', `the merge of ${id} differs from the approved diff: ${problems.slice(0, 5).join('; ')}`, {
    hint: 'Nothing was changed. Read the diff again and approve its present state.',
    data: { id, problems: problems.slice(0, MAX_PROBLEMS) },
  });
}

/** Refuses a merge that points a submodule to a commit that no repository of this machine has. */
async function checkSubmodules(
  place: RunsPlace,
  { id, before, tree }: { id: string; before: string; tree: string },
): Promise<void> {
  for (const { path, commit } of await missingCommits(place, before, tree)) {
    const at = `submodule ${pathText(path)} at commit ${commit}`;
    refuse('conflict', `the result of ${id} has ${at}, which no repository on this machine has`, {
      hint: `Fetch it: \`git -C ${shellWord(pathText(path))} fetch\`. Then approve again, or request changes.`,
      data: { id, path: pathText(path), commit },
    });
  }
}

/** Maximum number of problems in the error's data. */
const MAX_PROBLEMS = 100;

/** Compares pairs of trees, each as `<tree> <tree>`, without renames. Git prints the pair before its changes. */
async function rawDiffs(place: RunsPlace, pairs: readonly string[]): Promise<RawChange[][]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', ...PLAIN_DIFF, '--stdin'];
  const { out } = await inStore(place, args, { input: pairs.map((pair) => `${pair}\n`).join('') });
  let at = 0;
  return pairs.map((pair) => {
    const begin = at + pair.length + 1;
    at = begin;
    while (out[at] === COLON) at = out.indexOf(0, out.indexOf(0, at) + 1) + 1;
    return parseRaw(out.subarray(begin, at));
  });
}

const COLON = 0x3a;

/**
 * Lists the submodules that have another commit in `to` than in `from`, and whose commit is neither in a private copy nor
 * in a git folder of the person.
 */
async function missingCommits(place: RunsPlace, from: string, to: string): Promise<ChangedLink[]> {
  const missing: ChangedLink[] = [];
  for (const link of await changedLinks(place, from, to))
    if (!(await bringModuleCommit(place, link, link.commit))) missing.push(link);
  return missing;
}
