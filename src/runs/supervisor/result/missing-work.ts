import { KEPT_PATHS } from '../../../domain/kinds/run/run-parts.ts';
import type { MissingEntry, Run } from '../../../domain/records.ts';
import {
  commitsBesideHead,
  distinctWork,
  type HistoryLost,
  missingEntries,
  pathsOf,
  pathText,
  type RunSnapshot,
  readGround,
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

/**
 * Returns the last result after a round without one, because its agent's history is lost. What that round changed is
 * among the missing entries. Otherwise an approval would merge the result as if the round had changed nothing.
 */
export async function withLostRound(
  { place }: SupervisedRun,
  { base, result }: { base: string; result: NonNullable<Run['result']> },
  { rescued: { refs } }: HistoryLost,
): Promise<NonNullable<Run['result']>> {
  const { commit, missing = [], moreMissing = 0 } = result;
  const kept = (name: string) => refs.find((ref) => ref.name.endsWith(`/${name}`))?.commit;
  const { changed, left, reverted } = await readGround(place, { base, start: commit });
  const paths = [...changed, ...[...left, ...reverted].map(({ path }) => path)].map(pathText);
  const uncommitted = paths.map((path) => ({ path, how: 'reverted' as const, in: 'worktree' as const }));
  // The commits of another history lack files that the agent did not delete.
  const head = { commit: kept('HEAD') ?? commit, in: 'commits', from: commit, isLone: true } as const;
  const committed = await missingEntries(place, { base, result: commit, work: [head], earlier: [] });
  const all = [...missing, ...uncommitted.map((one) => ({ ...one, commit: kept('files') ?? commit })), ...committed];
  const known = new Map(all.toReversed().map((one) => [one.path, one]));
  const list = [...known.values()].toReversed();
  const more = moreMissing + Math.max(0, list.length - KEPT_PATHS);
  return {
    ...result,
    ...(list.length > 0 ? { missing: list.slice(0, KEPT_PATHS) } : {}),
    ...(more > 0 ? { moreMissing: more } : {}),
  };
}
