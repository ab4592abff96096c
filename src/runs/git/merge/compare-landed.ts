import { refuse } from '../../../domain/errors.ts';
import type { LandedFacts } from '../../../domain/runs/landed/attestation.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import { linesOfOutput, MAY_FAIL } from '../call/git.ts';
import { changesBetween, parseRaw } from '../diff/changed.ts';
import { pathText } from '../diff/path-text.ts';
import { sameChange } from '../history/change-evidence.ts';
import { ownSettings } from '../store/own-settings.ts';
import { completeFiles } from '../store/partial.ts';
import { type RunPlace, runRef } from '../store/paths.ts';
import { fetchCommit, inStore } from '../store/store-repo.ts';
import { mergeTree, parseMerge } from './merge-tree.ts';
import { rebuildOnBase } from './update.ts';

/** The approved result of a run, and where a target branch has it. */
export interface LandedWork {
  /** The run's start commit. */
  base: string;
  /** The approved result, in the private copy. */
  approved: string;
  /** A commit of the target branch that has the work, for example the result's own, which a merge commit brought. */
  found: string;
  /** The commit of the target branch now. Later commits may have removed what the merge brought. */
  tip: string;
}

/**
 * Compares what a target branch got with the approved result. The result is merged, in the private copy, with the commit
 * before the work: what the branch then has otherwise was changed in the merge. Changes nothing but a ref of the run.
 * @throws BacklogError `git` if the history before the work is missing, as in a shallow clone, or objects are
 */
export async function compareLanded(place: RunPlace, work: LandedWork): Promise<LandedFacts> {
  const { base, approved, tip } = work;
  await ownSettings(place, tip);
  await fetchCommit(place, tip, runRef(place.id, 'compared'));
  const commit = await broughtBy(place, work);
  const before = commit === approved ? base : await firstParent(place, commit);
  for (const one of new Set([tip, commit, before])) await completeFiles(place, one);
  const found = await compareWith(place, work, { commit, before });
  const isMerge = (await parentsOf(place, commit)).length > 1;
  if (found.differing.length === 0 || isMerge) return found;
  // A rebase of several commits changed the branch before its last one.
  const first = await sameChange(place, { commit: approved, from: base }, commit, [base]);
  if (first === undefined || first === commit) return found;
  return compareWith(place, work, { commit, before: await firstParent(place, first) });
}

async function compareWith(
  place: RunPlace,
  { base, approved, tip }: LandedWork,
  { commit, before }: { commit: string; before: string },
): Promise<LandedFacts> {
  const merged = await mergeTree(place, base, await rebuildOnBase(place, base, [before, approved]));
  const { tree, conflicts } =
    parseMerge(merged.out) ?? refuse('git', `git can't compare ${commit}: ${merged.err.trim()}`);
  const [own, brought, sinceBefore, sinceBase] = await Promise.all([
    changedPaths(place, base, approved),
    changedPaths(place, before, tree),
    changedPaths(place, before, tip),
    changedPaths(place, base, tip),
  ]);
  const isOwn = new Set(own);
  const conflicting = new Set(conflicts.map(({ path }) => path));
  const inMerge = (await changesBetween(place, tree, commit)).filter(({ path }) => !conflicting.has(path));
  // The merged tree has conflict markers there, so the approved file itself is compared.
  const byHand =
    conflicting.size === 0
      ? []
      : (await changesBetween(place, approved, commit)).filter(({ path }) => conflicting.has(path));
  const changed = [...inMerge, ...byHand];
  const moved = new Set(changed.flatMap(({ from }) => from ?? []));
  const lacks = [
    ...brought.filter((path) => !sinceBefore.includes(path)),
    ...own.filter((path) => !sinceBase.includes(path)),
  ];
  return {
    commit,
    approved: own.length,
    differing: changed.map(({ path, added, deleted }) => ({ path, lines: Math.max(added, deleted) })),
    lacks: [...new Set(lacks)].filter((path) => isOwn.has(path) && !moved.has(path)),
  };
}

/** Lists the paths that differ between two trees. A renamed file has two. */
async function changedPaths(place: RunPlace, from: string, to: string): Promise<string[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', ...PLAIN_DIFF, from, to];
  return parseRaw((await inStore(place, args)).out).map(({ path }) => pathText(path));
}

/** Returns the commit of the branch's own line that brought a commit: the merge commit, or the commit itself. */
async function broughtBy(place: RunPlace, { found, tip }: LandedWork): Promise<string> {
  if (found === tip) return tip;
  const args = ['rev-list', '--ancestry-path', '--parents', tip, `^${found}`];
  const parents = new Map(
    linesOfOutput((await inStore(place, args)).out).map((line) => {
      const [commit = '', ...of] = line.split(' ');
      return [commit, of];
    }),
  );
  let commit = tip;
  for (;;) {
    const [first] = parents.get(commit) ?? [];
    if (first === found) return found;
    if (first === undefined || !parents.has(first)) return commit;
    commit = first;
  }
}

async function parentsOf(place: RunPlace, commit: string): Promise<string[]> {
  const { code, out } = await inStore(place, ['rev-list', '--parents', '-n', '1', commit], { codes: MAY_FAIL });
  return code === 0 ? out.toString().trim().split(' ').slice(1) : [];
}

/** @throws BacklogError `git` in a shallow clone that begins with the commit */
async function firstParent(place: RunPlace, commit: string): Promise<string> {
  const [first] = await parentsOf(place, commit);
  return first ?? refuse('git', 'the local history does not go back to the commit before it');
}
