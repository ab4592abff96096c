import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { comparedText } from '../../domain/runs/landed/attestation.ts';
import { isUnproved } from '../../domain/state-words.ts';
import { checkRunHere, isRunHere } from '../../work/processes/run-here.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { commitNamed, commitsHere, isAncestor, type RunsPlace, tipOf } from '../git/index.ts';
import { landedNote } from '../merge/message.ts';
import { repositoryNamed, runsFolder } from '../run-folder.ts';
import { attestRun } from '../upkeep/attest-run.ts';
import { findInBranch } from '../upkeep/find-in-branch.ts';
import { moveRun, putRun, wrongState } from './apply-transition.ts';
import { completeTaskOf } from './task-effects.ts';

/** What a person says about a run whose work is in the target branch: the commit there, and why it has the work. */
interface Said {
  commit?: string | undefined;
  note?: string | undefined;
}

/**
 * Records that the target branch has the work of a run, for example squashed, rebased or written again. Backlog searches
 * for the work. Where it finds none, a person names a later commit of the branch, and the record has their name and reason.
 * Where the branch lacks a part of it, the person's reason is needed, too: the task is completed, and others go on from it.
 * @throws BacklogError `conflict` if the branch does not contain the work or the named commit, or for a run without a result
 * in review; `not-found` for an unknown commit
 */
export async function mergedElsewhere(context: Context, write: Write, id: string, said: Said): Promise<Run> {
  const run = findRun(context.store.state, id);
  const refused = run.merged ? undefined : wrongState(run, verbOf(run), { task: context.queue.get(run.task) });
  if (refused) throw refused;
  const place = { runs: runsFolder(context), repository: repositoryNamed(context.repositories, run.repository) };
  if ((await tipOf(place, run.target)) === undefined)
    refuse('not-found', `${run.repository} has no branch ${branchName(run.target)}`);
  const note = said.note?.trim();
  // Only the run's machine has its result, so elsewhere a person says where the work is.
  if (said.commit === undefined || !note) checkRunHere(run, context.store);
  const named = said.commit === undefined ? undefined : await commitOf(place, run, said.commit);
  const found = isRunHere(run, context.store) ? await findInBranch({ place, ref: run.target }, run) : undefined;
  const commit = named ?? found;
  if (commit === undefined || (found === undefined && !note)) throw notFound(run, said);
  const attested = await attestRun(context, run, commit);
  if (attested.is === 'lacks' && !note) throw lacking(run, { commit: attested.commit, attested });
  const isFound = found !== undefined && attested.is !== 'lacks';
  return write((tx) => {
    const now = findRun(tx, id);
    const { said: _, shared: __, ...before } = now.merged ?? {};
    const by = formatActor(context.caller.actor);
    const merged = {
      ...before,
      commit: attested.commit,
      attested,
      at: now.merged?.at ?? tx.at,
      ...(isFound || !note ? {} : { said: { by, note } }),
    };
    const moved = now.merged
      ? putRun(tx, { ...now, merged, unfound: undefined, reverted: undefined })
      : moveRun(tx, id, verbOf(now), { merged });
    completeTaskOf(tx, context, moved, landedNote(moved));
    return moved;
  });
}

/** A merge that waits for its proof is in the branch already, and the person says that its checkout is right. */
const verbOf = (run: Run) => (isUnproved(run) ? 'land' : 'find');

function notFound({ id, target, state }: Run, { commit = 'COMMIT' }: Said): never {
  return refuse('conflict', `can't mark run ${id} as merged: ${branchName(target)} doesn't contain its work`, {
    hint: `${state === 'review' ? `Review it: run_show ${id}. ` : ''}If a later commit of the branch has the work in another form, name it with your reason: run_merged ${id} --commit ${commit} --note "why".`,
    data: { run: id },
  });
}

function lacking(
  { id, target }: Run,
  { commit, attested }: Pick<NonNullable<Run['merged']>, 'commit' | 'attested'>,
): never {
  return refuse(
    'conflict',
    `can't mark run ${id} as merged: ${branchName(target)} has it as ${shortCommit(commit)}${comparedText(attested, true)}`,
    {
      hint: `Bring the rest into the branch. If it is not needed, say why: run_merged ${id} --note "why".`,
      data: { run: id, commit, lacks: attested?.lacks?.paths ?? [] },
    },
  );
}

/** Returns the commit that a person names. The start commit and older ones have no work of the run. */
async function commitOf({ repository }: RunsPlace, run: Run, said: string): Promise<string> {
  const branch = branchName(run.target);
  const commit = await commitNamed(repository, said);
  if (commit === undefined)
    return refuse('not-found', `${repository.name} has no commit ${JSON.stringify(said)}`, {
      hint: `Fetch it first: git fetch. Then: run_merged ${run.id} --commit COMMIT, with the commit on ${branch}.`,
      data: { received: said },
    });
  const short = shortCommit(commit);
  if (!(await isAncestor(repository, commit, run.target)))
    refuse('conflict', `branch ${branch} doesn't contain commit ${short}`, {
      hint: `Pull ${branch} first. Then: run_merged ${run.id} --commit COMMIT, with the commit on ${branch}.`,
      data: { commit },
    });
  if ((await commitsHere(repository, [run.base])).length > 0 && (await isAncestor(repository, commit, run.base)))
    refuse('conflict', `commit ${short} is older than the work of run ${run.id}, which began after it`, {
      hint: `Name a later commit of ${branch}: run_merged ${run.id} --commit COMMIT --note "why".`,
      data: { commit },
    });
  return commit;
}
