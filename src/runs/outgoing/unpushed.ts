import type { Run } from '../../domain/records.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import type { CommitNode } from '../git/index.ts';

/** The merged commit of a run, and the run's start commit. */
export interface LandedCommit {
  commit: string;
  base: string;
}

/**
 * Lists the commits of runs that were merged into a target branch. A review approved these commits; other commits may
 * be unreviewed.
 */
export function landedIn(
  records: RunRecords,
  { repository, target }: Pick<Run, 'repository' | 'target'>,
): LandedCommit[] {
  return runsIn(records).flatMap((run) =>
    run.merged && run.merge && run.repository === repository && run.target === target
      ? [{ commit: run.merge.commit, base: run.base }]
      : [],
  );
}

/**
 * Lists the commits in a push of `tip` that no run made. If a run's commit is a merge commit, the run also made the
 * commits of its second parent, back to the run's start commit. `graph` has the commits that the remote lacks.
 */
export function commitsOfOthers(graph: readonly CommitNode[], tip: string, landed: readonly LandedCommit[]): string[] {
  const parentsOf = new Map(graph.map(({ commit, parents }) => [commit, parents]));
  const ours = new Set(landed.flatMap((one) => commitsOf(one, parentsOf)));
  const all = reachable([tip], parentsOf);
  return graph.flatMap(({ commit }) => (all.has(commit) && !ours.has(commit) ? [commit] : []));
}

type Parents = ReadonlyMap<string, readonly string[]>;

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
