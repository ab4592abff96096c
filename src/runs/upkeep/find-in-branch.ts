import type { Repository, Run } from '../../domain/records.ts';
import {
  areUnchanged,
  commitsNotIn,
  commitsSaying,
  isAncestor,
  type RunsPlace,
  sameChange,
  sameFiles,
} from '../git/index.ts';
import { messageMarks } from '../merge/message.ts';

/** A target branch of runs, by its full name. */
export interface RunBranch {
  place: RunsPlace;
  ref: string;
}

/** Finds the commit in a branch that contains the result of a run. A result of which the branch kept nothing isn't there. */
export async function findInBranch(branch: RunBranch, run: Run, since?: string): Promise<string | undefined> {
  const found = await commitWith(branch, run, since);
  if (found === undefined) return undefined;
  const before = { commit: run.base, paths: resultPaths(run) };
  const [isGone] = await areUnchanged(branch.place.repository, branch.ref, [before]);
  return isGone ? undefined : found;
}

/** Searches by the message, by the change or, for a result that Backlog has not merged, by the files. */
async function commitWith({ place, ref }: RunBranch, run: Run, since: string | undefined): Promise<string | undefined> {
  const [named] = await commitsNaming(place.repository, ref, [run]);
  if (named !== undefined) return named;
  const without = since === undefined ? [run.base] : [run.base, since];
  const { result, base, outgoing, proposed, merge, merged } = run;
  const made = outgoing ?? proposed ?? merge ?? merged;
  if (made !== undefined) return sameChange(place, made, ref, without).catch(() => undefined);
  if (result === undefined) return undefined;
  if ((await commitsNotIn(place.repository, ref, [result.commit])).size === 0) return result.commit;
  const change = { commit: result.commit, from: base };
  return (await sameChange(place, change, ref, without)) ?? sameFiles(place, change, ref);
}

/**
 * Finds the commits of runs by their messages. A commit from which a run started isn't the run's: it belongs to another
 * run with the same id, which a salvaged or restored queue no longer contains.
 */
export async function commitsNaming(repository: Repository, ref: string, runs: readonly Run[]) {
  const found = await commitsSaying(repository, ref, runs.map(messageMarks));
  for (const [at, { base }] of runs.entries())
    if (found[at] !== undefined && (await isAncestor(repository, found[at], base))) found[at] = undefined;
  return found;
}

/** Returns the files that a result changes; none if its record doesn't have all. */
export const resultPaths = ({ result }: Run) => (result && result.paths.length === result.files ? result.paths : []);
