import type { MissingEntry, Run } from '../../../domain/records.ts';
import {
  commitsBesideHead,
  distinctWork,
  missingEntries,
  pathsOf,
  type RunSnapshot,
  storeHasCommit,
  withoutBeside,
} from '../../git/index.ts';
import { startedFrom } from '../../ground/decide-ground.ts';
import type { SupervisedRun } from '../supervised-run.ts';

/**
 * Lists what the result lacks: work of the round before, of the agent's commits and, if the worktree's `.git` vanished
 * during the round, files of the start commit. The agent's commits include those at its other branches, and its stashes.
 * Also lists names that git refuses, submodules whose commit no repository here has, and commits that can't be compared.
 */
export async function missingWork(
  { place, run }: SupervisedRun,
  { commit, head, tree, headTree, pointerGone, refused, unreachable, changed }: RunSnapshot,
): Promise<MissingEntry[]> {
  const now = run();
  const { base, result, rounds = [] } = now;
  const last = startedFrom(now);
  const isLost = last !== undefined && !(await storeHasCommit(place, last));
  const started = isLost ? undefined : last;
  const results = [...rounds.map((round) => round.commit), result?.commit].filter((one) => one !== undefined);
  const known = [...new Set(results)];
  const earlier = await withoutBeside(place, result?.missing ?? [], known);
  // Of a list that was cut, the commits themselves are compared again.
  const cut = result?.moreMissing === undefined ? [] : earlier;
  const beside = await commitsBesideHead(place, { base, head, result: commit, results: known });
  const work = [
    ...(started === undefined ? [] : [{ commit: started, in: 'round' as const }]),
    ...(headTree === undefined || headTree === tree ? [] : [{ commit: head, in: 'commits' as const }]),
    ...beside.commits.map((one) => ({ ...one, in: 'commits' as const })),
    ...(pointerGone ? [{ commit: base, in: 'start' as const }] : []),
    ...cut.map(({ commit, in: origin }) => ({ commit, in: origin })),
  ];
  const found = await missingEntries(place, { base, result: commit, work: distinctWork(work), earlier });
  const others: MissingEntry[] = [
    ...refused.map((path) => ({ path, how: 'refused' as const, in: 'worktree' as const, commit: head })),
    ...unreachable.map(({ path, commit: at }) => ({
      path,
      how: 'unreachable' as const,
      in: 'commits' as const,
      commit: at,
    })),
    ...beside.unread.map(({ name, commit: at }) => ({
      path: name,
      how: 'unread' as const,
      in: 'commits' as const,
      commit: at,
    })),
  ];
  return [...found, ...others, ...(isLost ? unmatched(result, last, { changed, found }) : [])];
}

/** Lists the paths of a result whose commit is lost and that the new result doesn't change. Only their names are known. */
function unmatched(
  result: Run['result'],
  commit: string,
  { changed, found }: Pick<RunSnapshot, 'changed'> & { found: readonly MissingEntry[] },
): MissingEntry[] {
  const known = new Set([...pathsOf(changed), ...found.map(({ path }) => path)]);
  const paths = (result?.paths ?? []).filter((path) => !known.has(path));
  return paths.map((path) => ({ path, how: 'reverted', in: 'round', commit }));
}
