import { setTimeout as wait } from 'node:timers/promises';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { mergedAs } from '../../domain/runs/landed/attestation.ts';
import { doesText } from '../../domain/state-words.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { checkRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { commitsSaying, isAncestor } from '../git/index.ts';
import { messageMarks } from '../merge/message.ts';
import { repositoryNamed } from '../run-folder.ts';
import { runSettings } from '../run-settings.ts';
import { commandsFor, putRun } from './apply-transition.ts';

/**
 * Checks that a run has a merge of its own in its target branch.
 * @throws BacklogError `conflict` with the next step
 */
export async function checkRevert({ store, repositories }: Context, run: Run): Promise<void> {
  checkRunHere(run, store);
  const { id, merged, repository, target } = checkMerged(run, store.state.get('task', run.task));
  const place = repositoryNamed(repositories, repository);
  const short = shortCommit(merged.commit);
  if (merged.nothing)
    refuse('conflict', `can't revert run ${id}: it was ${mergedAs(merged)}`, {
      hint:
        merged.nothing.by === undefined
          ? `run_show ${id} shows its result.`
          : `To revert it: run_revert ${merged.nothing.by}.`,
    });
  if (!(await isAncestor(place, merged.commit, target)))
    refuse('conflict', `can't revert run ${id}: ${branchName(target)} does not contain its commit ${short}`, {
      hint: `run_show ${id} shows its state.`,
    });
  const [own] = await commitsSaying(place, merged.commit, [messageMarks(run)]);
  // The branch already had all changes of the result, or a person merged it with commits of others.
  if (own !== merged.commit)
    refuse('conflict', `can't revert run ${id}: the commit ${short} is not one that Backlog made for this run`, {
      hint: `Revert it yourself, if it has only this change: \`git revert ${short}\`. Backlog then opens the task again.`,
    });
  if (runSettings(store.state, repository).propose !== '')
    refuse('conflict', `can't revert run ${id}: results of ${repository} go to pull requests`, {
      hint: `Revert its pull request, or \`git revert ${short}\`. Backlog then opens the task again.`,
    });
}

type Merged = Run & { merged: NonNullable<Run['merged']> };

function checkMerged(run: Run, task: Task | undefined): Merged {
  const { id, merged, reverted } = run;
  if (reverted)
    refuse('conflict', `run ${id} is reverted already${reverted.commit ? ` by ${shortCommit(reverted.commit)}` : ''}`, {
      hint: task && isOpen(task) ? `To start its task again: run_start ${task.id}` : commandsFor(run, task),
    });
  if (!merged) refuse('conflict', `can't revert run ${id}: it ${doesText(run)}`, { hint: commandsFor(run, task) });
  return { ...run, merged };
}

/** Stores a person's request. The leader of the merge queue reverts, so that nothing else moves the branch meanwhile. */
export function askRevert(tx: Tx, { caller }: Pick<Context, 'caller'>, id: string): Run {
  const found = findRun(tx, id);
  const run = checkMerged(found, tx.get('task', found.task));
  const { revert } = run;
  if (revert && revert.failed === undefined) return run;
  return putRun(tx, { ...run, revert: { at: tx.at, by: formatActor(caller.actor) } });
}

/** Time in milliseconds for which a call waits for the revert. A slower one continues without the caller. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 50;

/**
 * Waits until a requested revert has an outcome.
 * @returns the run as it is then, also if it takes longer
 * @throws BacklogError `conflict` with the reason if it failed
 */
export async function awaitRevert(context: Context, { id }: Run, patienceMs = PATIENCE_MS): Promise<Run> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const now = findRun(context.store.state, id);
    const failed = now.revert?.failed;
    if (failed !== undefined)
      throw new BacklogError('conflict', `run ${id} is not reverted: ${failed}`, {
        hint: `Nothing was changed. To try again: run_revert ${id}.`,
        data: { run: id, failed },
      });
    if (!now.revert || performance.now() > until) return now;
    await wait(LOOK_MS);
    await context.store.refresh();
  }
}
