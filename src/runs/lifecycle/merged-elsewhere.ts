import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { UNPROVED } from '../../domain/state-words.ts';
import { checkRunHere } from '../../work/processes/run-here.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { commitNamed, isAncestor, type RunsPlace, tipOf } from '../git/index.ts';
import { landedNote } from '../merge/message.ts';
import { repositoryNamed, runsFolder } from '../run-folder.ts';
import { findInBranch } from '../upkeep/target-history.ts';
import { moveRun, putRun, wrongState } from './apply-transition.ts';
import { completeTaskOf } from './task-effects.ts';

/**
 * Records a person's statement that the target branch has the work of a run, for example squashed, rebased or written
 * again. The recorded commit is the given one, otherwise one that Backlog finds, otherwise the target branch's tip.
 * @throws BacklogError `not-found` for an unknown commit, `conflict` for a commit that is not in the target branch or
 * for a run without a result in review
 */
export async function mergedElsewhere(context: Context, write: Write, id: string, said?: string): Promise<Run> {
  const run = findRun(context.store.state, id);
  const refused = run.merged ? undefined : wrongState(run, verbOf(run), { task: context.queue.get(run.task) });
  if (refused) throw refused;
  // Without a commit, Backlog searches for the result, which only the run's machine has.
  if (said === undefined) checkRunHere(run, context.store);
  const place = { runs: runsFolder(context), repository: repositoryNamed(context.repositories, run.repository) };
  const commit = await commitOf(place, run, said);
  return write((tx) => {
    const now = findRun(tx, id);
    const merged = { ...now.merged, commit, at: now.merged?.at ?? tx.at };
    const found = now.merged
      ? putRun(tx, { ...now, merged, unfound: undefined, reverted: undefined })
      : moveRun(tx, id, verbOf(now), { merged });
    completeTaskOf(tx, context, found, landedNote(found));
    return found;
  });
}

/** A merge that waits for its proof is in the branch already, and the person says that its checkout is right. */
const verbOf = ({ state, waits }: Run) => (state === 'merging' && waits?.why === UNPROVED ? 'land' : 'find');

async function commitOf(place: RunsPlace, run: Run, said: string | undefined): Promise<string> {
  const { repository } = place;
  const ref = run.target;
  const branch = branchName(ref);
  const tip = await tipOf({ repository }, ref);
  if (tip === undefined) return refuse('not-found', `${repository.name} has no branch ${branch}`);
  if (said === undefined)
    return (run.result && (await findInBranch({ place, ref }, run).catch(() => undefined))) ?? tip;
  const commit = await commitNamed(repository, said);
  if (commit === undefined)
    return refuse('not-found', `${repository.name} has no commit ${JSON.stringify(said)}`, {
      hint: `Fetch it first. Or use the tip of ${branch}: run_merged ${run.id}`,
      data: { received: said },
    });
  if (await isAncestor(repository, commit, ref)) return commit;
  return refuse('conflict', `branch ${branch} doesn't contain commit ${shortCommit(commit)}`, {
    hint: `Pull ${branch} first. Then: run_merged ${run.id} --commit COMMIT, with the commit on ${branch}.`,
    data: { commit },
  });
}
