import { counted } from '../../../base/amounts.ts';
import { KEPT_PATHS } from '../../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../../domain/records.ts';
import { branchName } from '../../../domain/runs/branch-name.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { applyUpdate, makeUpdate, tipOfTarget, type Update } from '../../git/index.ts';
import type { SupervisedRun } from '../supervised-run.ts';

/**
 * Merges the target branch into the worktree of a run that the merge queue returned, and makes its tip the start
 * commit. The agent can then resolve conflicts, and the checks run on the merged files. Does nothing for other runs or
 * if a person adopts changes. After a kill, the next supervisor finds the update in the record and completes it.
 * @returns true if the worktree changed
 */
export async function bringTarget(supervised: SupervisedRun): Promise<boolean> {
  const { update, branch, adopt } = supervised.run();
  if (!update || update.round !== undefined || adopt) return false;
  const made = update.made ?? (await madeFrom(supervised));
  await applyUpdate(supervised.place, branch, made);
  const { target, base } = await supervised.note((run) => ({
    ...run,
    base: made.base,
    update: { ...run.update!, round: (run.rounds ?? []).length + 1 },
  }));
  const { length } = made.conflicts;
  const conflicts = length === 0 ? 'without conflicts' : `with conflicts in ${counted(length, 'file')}`;
  supervised.events.add({
    type: 'step',
    text: `${branchName(target)} (${shortCommit(base)}) was merged into the worktree ${conflicts}`,
  });
  return true;
}

/** Merges the target branch and the last result, which are the worktree's files. */
async function madeFrom(supervised: SupervisedRun): Promise<Update> {
  const { base, target, result } = supervised.run();
  const commit = await tipOfTarget(supervised.place.repository, target);
  const made = await makeUpdate(supervised.place, { base, result: result!.commit, target: { ref: target, commit } });
  const kept = { ...made, conflicts: made.conflicts.slice(0, KEPT_PATHS) };
  await supervised.note((run) => ({ ...run, update: { ...(run.update as NonNullable<Run['update']>), made: kept } }));
  return kept;
}
