import type { Run } from '../../domain/records.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import { type CommitNode, type RunsPlace, sameChange } from '../git/index.ts';

/** The merged commit of a run, and the run's start commit. */
export interface LandedCommit {
  commit: string;
  base: string;
}

/**
 * Lists the commits of runs that were merged into a target branch, among those that a push would send. A review approved
 * these commits; other commits may be unreviewed. A commit that a person rebased counts if it has the approved change.
 */
export async function landedIn(
  records: RunRecords,
  place: RunsPlace,
  { repository, target }: Pick<Run, 'repository' | 'target'>,
  graph: readonly CommitNode[],
): Promise<LandedCommit[]> {
  const sent = new Set(graph.map(({ commit }) => commit));
  const landed: LandedCommit[] = [];
  for (const { merged, merge, base, ...run } of runsIn(records)) {
    if (!merged || !merge || run.repository !== repository || run.target !== target) continue;
    landed.push({ commit: merge.commit, base });
    const { commit } = merged;
    if (commit === merge.commit || !sent.has(commit)) continue;
    if ((await sameChange(place, merge, commit, [`${commit}^1`])) === commit) landed.push({ commit, base });
  }
  return landed;
}

/**
 * Lists the commits in a push of `tip` that no run made. If a run's commit is a merge commit, the run also made the
 * commits of its second parent, back to the run's start commit. `graph` has the commits that the remote lacks.
 */
export function commitsOfOthers(graph: readonly CommitNode[], tip: string, landed: readonly LandedCommit[]): string[] {
  const parentsOf = parentsIn(graph);
  const ours = new Set(landed.flatMap((one) => commitsOf(one, parentsOf)));
  const all = reachable([tip], parentsOf);
  return graph.flatMap(({ commit }) => (all.has(commit) && !ours.has(commit) ? [commit] : []));
}

/** What decides a push of a target branch. */
export interface PushFacts {
  /** The remote's commit of the branch. */
  tip: string;
  /** The commits of the local branch that the remote lacks, newest first, children before parents. */
  graph: readonly CommitNode[];
  /** The merged commits of runs that the remote lacks. */
  wanted: readonly string[];
  landed: readonly LandedCommit[];
}

/** What to push, and why the rest stays. */
export interface PushPlan {
  /** The wanted commits that the local branch no longer has. */
  gone: string[];
  /** The commit to push, and the wanted commits that the push brings. */
  push?: { commit: string; brings: string[] };
  /** Why wanted commits stay: the branches diverged, or a push would include these commits, which no run made. */
  stays?: 'diverged' | { others: string[] };
}

/**
 * Decides what to push: the newest wanted commit whose push includes no commit of a person, because people push their
 * own commits themselves. A push with a lease overwrites the remote's branch, so the commit descends from the remote's.
 */
export function planPush({ tip, graph, wanted, landed }: PushFacts): PushPlan {
  const known = new Set(graph.map(({ commit }) => commit));
  const gone = wanted.filter((commit) => !known.has(commit));
  const newest = [...known].filter((commit) => wanted.includes(commit));
  if (newest.length === 0) return { gone };
  const [head] = graph as [CommitNode];
  const onTop = descendants(tip, graph);
  if (!onTop.has(head.commit)) return { gone, stays: 'diverged' };
  const others = (commit: string) => commitsOfOthers(graph, commit, landed);
  const commit = newest.find((one) => onTop.has(one) && others(one).length === 0);
  const brought = commit === undefined ? new Set() : reachable([commit], parentsIn(graph));
  const left = newest.find((one) => !brought.has(one));
  return {
    gone,
    ...(commit === undefined ? {} : { push: { commit, brings: newest.filter((one) => brought.has(one)) } }),
    ...(left === undefined ? {} : { stays: { others: others(onTop.has(left) ? left : head.commit) } }),
  };
}

function descendants(of: string, graph: readonly CommitNode[]): Set<string> {
  const found = new Set<string>();
  for (const { commit, parents } of [...graph].reverse())
    if (parents.some((parent) => parent === of || found.has(parent))) found.add(commit);
  return found;
}

type Parents = ReadonlyMap<string, readonly string[]>;

const parentsIn = (graph: readonly CommitNode[]): Parents =>
  new Map(graph.map(({ commit, parents }) => [commit, parents]));

function commitsOf({ commit, base }: LandedCommit, parentsOf: Parents): string[] {
  const [first, ...brought] = parentsOf.get(commit) ?? [];
  const before = reachable([base, ...(first ? [first] : [])], parentsOf);
  return [commit, ...[...reachable(brought, parentsOf)].filter((one) => !before.has(one))];
}

function reachable(from: readonly string[], parentsOf: Parents): Set<string> {
  const seen = new Set<string>();
  const left = [...from];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const parents = parentsOf.get(at);
    if (!parents || seen.has(at)) continue;
    seen.add(at);
    left.push(...parents);
  }
  return seen;
}
