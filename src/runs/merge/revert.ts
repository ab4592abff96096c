import { present } from '../../base/present.ts';
import { isPersons } from '../../domain/actor.ts';
import { isRefusal } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { isReverting } from '../../domain/runs/stack.ts';
import { listed } from '../../domain/task/objections.ts';
import { oneLine } from '../../text/safe.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import {
  BACKLOG_AUTHOR,
  deferralText,
  land,
  makeRevert,
  personIn,
  type RunsPlace,
  recoverLanding,
  tipOfTarget,
} from '../git/index.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { reopenTaskOf, unopened } from '../lifecycle/task-effects.ts';
import { newOutgoing } from '../outgoing/due.ts';
import { runSettings } from '../run-settings.ts';
import { startQueue } from '../upkeep/queues.ts';
import { reverting } from './entry.ts';
import { withoutEffect } from './message.ts';

/** Attempts for a branch that a person moves meanwhile. */
const ATTEMPTS = 5;

/**
 * Reverts merged results, as people asked: each by a commit on top of the target branch, which lands as merges do. Only
 * the leader of the merge queue may call it. Completes or takes back what a killed process left.
 */
export async function revertMerged(context: Context, place: RunsPlace): Promise<void> {
  for (const { id } of reverting(context.store, place.repository.name)) {
    try {
      await recover(context, place, findRun(context.store.state, id));
      for (let attempt = 1; isReverting(findRun(context.store.state, id)); attempt++)
        await revertOne(context, place, findRun(context.store.state, id), attempt === ATTEMPTS);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // A landing that broke off may have left files half written. The next turn recovers it by its plan.
      if (findRun(context.store.state, id).revert?.plan)
        context.store.appendDiagnostic(`revert of ${id}: ${String(error)}`);
      else await fail(context, id, error.message);
    }
  }
}

/** Settles a revert whose process died: the branch and its checkout have it, or both are as before. */
async function recover(context: Context, place: RunsPlace, run: Run): Promise<void> {
  const { plan } = run.revert ?? {};
  if (!plan) return;
  const { repository, runs } = place;
  const outcome = await recoverLanding({ repository, ref: run.target, ...plan, runs });
  if (outcome === 'landed' || (outcome !== 'not' && !('damaged' in outcome))) return record(context, run.id, plan.new);
  if (outcome !== 'not')
    return fail(context, run.id, `files of the checkout were edited meanwhile: ${listed(outcome.damaged).join(', ')}`);
  await context.write('run_defer', (tx) => {
    const now = findRun(tx, run.id);
    if (now.revert) putRun(tx, { ...now, revert: { at: now.revert.at, by: now.revert.by } });
  });
}

async function revertOne(context: Context, place: RunsPlace, run: Run, isLast: boolean): Promise<void> {
  const { id, target, merged, revert } = run;
  const { commit } = merged!;
  const tip = await tipOfTarget(place.repository, target);
  const author = (isPersons(revert!.by) && (await personIn(place.repository))) || BACKLOG_AUTHOR;
  const made = await makeRevert(place, { id, commit, tip, message: messageOf(context, run), author });
  if ('nothing' in made) return fail(context, id, `${branchName(target)} has none of its changes any more`);
  if ('conflicts' in made) {
    const files = listed(made.conflicts.map(({ path, kind }) => `${path} (${kind})`)).join(', ');
    return fail(
      context,
      id,
      `later changes conflict: ${files}. Revert it yourself: \`git revert ${shortCommit(commit)}\``,
    );
  }
  const plan = { old: tip, new: made.commit };
  await context.write('run_merge', (tx) => {
    const now = findRun(tx, id);
    if (now.revert) putRun(tx, { ...now, revert: { ...now.revert, plan } });
  });
  const landed = await land(place, { ref: target, ...plan, id, message: `backlog: merge of ${id} reverted` });
  if (landed.landed) return record(context, id, made.commit);
  const { why } = landed;
  if (isLast || (why.kind !== 'moved' && why.kind !== 'switched')) return fail(context, id, deferralText(why, target));
}

/** Stores that the branch has the revert, and opens the task again. */
async function record(context: Context, id: string, commit: string): Promise<void> {
  const { repository } = findRun(context.store.state, id);
  const { push, propose } = runSettings(context.store.state, repository);
  const leaves = push !== '' && propose === '';
  await context.write('run_revert', (tx) => {
    const { revert, ...run } = findRun(tx, id);
    if (!revert) return;
    const outgoing = leaves ? newOutgoing(commit, tx.at) : undefined;
    const reverted = { commit, ...present({ old: revert.plan?.old }), at: tx.at, ...unopened(tx, run) };
    // A command that read the branch's history may have recorded it already.
    putRun(tx, { ...run, revert: undefined, outgoing, unfound: undefined, reverted });
    if (run.reverted) return;
    const note = `${revert.by} reverted the merge of run ${id} (${shortCommit(run.merged!.commit)}) by ${shortCommit(commit)}.`;
    reopenTaskOf(tx, context, run, note, revert.by);
  });
  if (leaves) await startQueue(context, 'send', repository);
}

async function fail(context: Context, id: string, failed: string): Promise<void> {
  await context.write('run_defer', (tx) => {
    const run = findRun(tx, id);
    if (run.revert) putRun(tx, { ...run, revert: { at: run.revert.at, by: run.revert.by, failed } });
  });
}

/**
 * Builds the message of a revert. The line with the commit is git's, by which every reader of the history finds reverts.
 * It lacks the trailers of the merged commit, so that nobody takes the revert for the merge.
 */
function messageOf({ queue }: Pick<Context, 'queue'>, { id, task, merged, revert }: Run): string {
  const name = withoutEffect(oneLine(queue.get(task)?.description ?? `run ${id}`));
  return [
    `Revert "${name}"`,
    '',
    `This reverts commit ${merged!.commit}.`,
    '',
    `Reverted-By: ${oneLine(revert!.by)}`,
    '',
  ].join('\n');
}
