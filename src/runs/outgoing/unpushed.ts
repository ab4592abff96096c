import type { Run } from '../../domain/records.ts';
import { type RunRecords, runsIn } from '../find-run.ts';
import type { CommitNode } from '../git/index.ts';

/** A commit that a run became, and the commit that the run began from. */
export interface LandedCommit {
  commit: string;
  base: string;
}

/** What runs brought to a target, by the journal of their landings: those commits were reviewed, whatever else is there was not. */
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
 * The commits that would go along with `tip` and that no run made: a person's own. Of a merge of ours, the side that it brought in is ours
 * as far as the run made it. `graph`: what the remote lacks.
 */
export function notOurs(graph: readonly CommitNode[], tip: string, landed: readonly LandedCommit[]): string[] {
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
