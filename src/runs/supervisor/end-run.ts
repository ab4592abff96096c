import { clip } from '../../base/clip.ts';
import { sentence } from '../../base/output/sentence.ts';
import { sameProcess } from '../../base/process-id.ts';
import type { Run } from '../../domain/records.ts';
import { isStop, MOST_REASON, type RunReason } from '../../domain/runs/run-reasons.ts';
import type { Task } from '../../domain/task/task.ts';
import { agentNamed } from '../../work/agents/known-agents.ts';
import { ifApproved } from '../../work/config/approval.ts';
import { awaitsRule } from '../autonomy/rules-in.ts';
import { costEstimator } from '../budget/estimate.ts';
import { findRun, runsIn } from '../find-run.ts';
import { HistoryLost } from '../git/index.ts';
import { moved, putRun, withoutProcesses } from '../lifecycle/apply-transition.ts';
import { releaseClaimsOf } from '../lifecycle/shared-claim.ts';
import { parkRun } from '../lifecycle/task-effects.ts';
import { may } from '../lifecycle/transitions.ts';
import { sweepRun } from '../process/sweep.ts';
import { usageAfterKill } from '../providers/after-kill.ts';
import { PROVIDERS } from '../providers/index.ts';
import { NO_USAGE } from '../providers/usage.ts';
import { followStacks } from '../stack/follow-stacks.ts';
import { startQueue } from '../upkeep/queues.ts';
import { retryWhenDiskFull } from '../upkeep/retry-when-disk-full.ts';
import { reportedUsage } from '../view/usage-so-far.ts';
import { haltOf, Unsecured } from './halt.ts';
import { checkoutOf } from './result/checkout.ts';
import { withLostRound } from './result/missing-work.ts';
import { recordResult } from './result/run-result.ts';
import { agentEnvironmentOf } from './round/assignment.ts';
import { conversationOf, endRound, unreceived, withRoundResult } from './round/rounds.ts';
import type { SupervisedRun } from './supervised-run.ts';

/**
 * Ends the processes of the run. Call it before another supervisor can take the run, because the processes of both have
 * the same marks.
 */
async function endAll({ id, opened }: SupervisedRun): Promise<void> {
  await sweepRun({ run: id, store: opened.store.dir });
}

/**
 * Leaves the run for a person: releases its claim, but keeps its task. A result with a message that its agent has not
 * received is not submitted: nobody would deliver the message in a run without a supervisor.
 * @returns whether the run was left; if not, only the fields in `more` are stored
 */
export async function leave(
  supervised: SupervisedRun,
  verb: 'ask' | 'submit',
  more: Partial<Run> = {},
): Promise<boolean> {
  await endAll(supervised);
  let isLeft = true;
  const { state } = await supervised.change((run, tx) => {
    isLeft = verb === 'ask' || !unreceived(run, supervised.delivered).some(({ message }) => message);
    const now = more.result ? withRoundResult({ ...run, ...more }) : { ...run, ...more };
    if (!isLeft) return now;
    const next = withoutProcesses(moved(now, verb, tx.at));
    releaseClaimsOf(tx, next);
    return next;
  });
  if (isLeft) supervised.events.add({ type: 'state', state });
  // Otherwise the next maintenance starts the queue.
  const context = supervised.context();
  const run = supervised.run();
  if (isLeft && verb === 'submit') await followStacks(context);
  if (isLeft && awaitsRule(context.store, run)) await startQueue(context, 'merge', run.repository);
  return isLeft;
}

/** Ends a run with an error: keeps its work, and releases its task. */
export async function parkRunWith(supervised: SupervisedRun, task: Task, error: unknown): Promise<void> {
  const { reason, text, until } = haltOf(error);
  if (reason === 'superseded') return;
  await endAll(supervised);
  const isOfGround = OF_GROUND.includes(reason);
  const last = supervised.run().rounds?.at(-1);
  // After a recorded result, and in a worktree that lacks files of it, there is no work that a result may have.
  const isWork = last !== undefined && last.commit === undefined && !(error instanceof Unsecured);
  if (isWork && !isOfGround) await keepWork(supervised, task);
  if (isOfGround && isChecked(supervised.run())) {
    const lost = isWork && error instanceof HistoryLost ? error : undefined;
    return returnResult(supervised, { why: reason, text: clip(text, MOST_REASON) }, lost);
  }
  const { id, self } = supervised;
  const context = supervised.context();
  const verb = isStop(reason) ? 'stop' : 'fail';
  const end = () =>
    context.write(`run_${verb}`, (tx) => {
      const run = findRun(tx, id);
      if (!run.supervisor || !sameProcess(run.supervisor, self) || !may(verb, run.state)) return run;
      const why = { code: reason, text: text.slice(0, MOST_REASON), ...(until ? { until } : {}) };
      return parkRun(tx, context, run, verb, why);
    });
  const left = await retryWhenDiskFull(end).catch((failure) => endUnrecorded(supervised, failure));
  supervised.events.add({ type: 'state', state: left.state, text });
}

/** Reasons about the worktree. They say nothing about the last result. */
const OF_GROUND: readonly string[] = [
  'worktree_changed',
  'worktree_lost',
  'commit_lost',
  'base_lost',
  'stack',
] satisfies RunReason[];

/** Checks whether the run has a result that its checks have seen, so that a person can decide about it. */
function isChecked({ result, rounds = [], checks = [] }: Run): boolean {
  const made = rounds.find(({ commit }) => commit !== undefined && commit === result?.commit);
  return made?.until !== undefined && checks.every(({ commit }) => commit === result!.commit);
}

/** Returns the last result to review, because the run ended for a reason that is not in it. */
async function returnResult(
  supervised: SupervisedRun,
  waits: NonNullable<Run['waits']>,
  lost: HistoryLost | undefined,
): Promise<void> {
  const { id, self } = supervised;
  const context = supervised.context();
  const more = lost ? await missingAfter(supervised, lost) : {};
  const back = () =>
    context.write('run_bounce', (tx) => {
      const run = findRun(tx, id);
      if (!run.supervisor || !sameProcess(run.supervisor, self) || !may('bounce', run.state)) return run;
      const next = withoutProcesses(moved(run, 'bounce', tx.at, { ...more, waits, rebase: undefined }));
      releaseClaimsOf(tx, next);
      return putRun(tx, next);
    });
  const left = await retryWhenDiskFull(back).catch((failure) => endUnrecorded(supervised, failure));
  supervised.events.add({ type: 'state', state: left.state, text: waits.text });
}

/** Returns the last result, with what a round without a result changed among its missing entries. */
async function missingAfter(supervised: SupervisedRun, lost: HistoryLost): Promise<Pick<Run, 'result'>> {
  const { base, result } = supervised.run();
  try {
    return result ? { result: await withLostRound(supervised, { base, result }, lost) } : {};
  } catch (error) {
    supervised.events.add({
      type: 'step',
      text: `what its last round changed can't be compared with the result before: ${messageOf(error)}`,
    });
    return {};
  }
}

/** Commits the work of a failed or stopped run under the run's ref, if the work is readable. */
async function keepWork(supervised: SupervisedRun, task: Task): Promise<void> {
  try {
    await recordResult(supervised, task);
  } catch (error) {
    supervised.events.add({
      type: 'step',
      text: `its work can't be recorded and stays in its worktree: ${messageOf(error)}`,
    });
  }
}

/**
 * Adds to the run's events why the queue doesn't contain its end, and throws the error again. When the queue can be
 * written, the reaper interrupts the run with the same reason.
 */
function endUnrecorded({ events, paths, id }: SupervisedRun, error: unknown): never {
  const next = `Its work stays in ${paths.tree}. When the queue can be written again (\`backlog doctor\`), continue it: run_resume ${id}`;
  events.add({
    type: 'step',
    text: `the queue can't record the end of this run: ${sentence(messageOf(error))} ${next}`,
  });
  throw error;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * Ends the round in which an earlier supervisor died. The round's usage comes from the events and from the files of the
 * agent's program.
 */
export async function endUnended(supervised: SupervisedRun): Promise<void> {
  const run = supervised.run();
  const last = run.rounds?.at(-1);
  if (!last || last.ended !== undefined) return;
  const provider = PROVIDERS[run.provider];
  const session = conversationOf(run);
  const agent = ifApproved(supervised.opened.store, (state) => agentNamed(state, run.agent));
  const remembered =
    agent && session !== undefined
      ? await usageAfterKill(provider, session, agentEnvironmentOf(supervised, agent))
      : undefined;
  const outcome = { kind: 'crashed' as const, text: 'its supervisor died' };
  const end = {
    outcome,
    usage: reportedUsage(supervised.paths.events, last.n) ?? NO_USAGE,
    remembered: remembered?.usage,
    session,
    halt: undefined,
  };
  const checkout = await checkoutOf(supervised);
  await supervised.note((now, tx) => ({
    ...endRound(now, end, tx.at, provider.capabilities, costEstimator(runsIn(tx))),
    ...checkout,
  }));
}
