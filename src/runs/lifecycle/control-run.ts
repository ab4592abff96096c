import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { RETURN_REASONS } from '../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { doesText } from '../../domain/state-words.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { acceptedStops } from '../../work/objections/facts.ts';
import { checkRunHere } from '../../work/processes/run-here.ts';
import { startTask } from '../../work/task/life.ts';
import type { Context } from '../../work/workspace/context.ts';
import { failedNames } from '../checks.ts';
import { findRun } from '../find-run.ts';
import { runsFolder } from '../run-folder.ts';
import { commandsFor, moveRun, putRun, wrongState } from './apply-transition.ts';
import { agentFor, asRun, limitedTo, passesLimits, releaseOwn } from './queue-run.ts';
import { shareClaim } from './shared-claim.ts';
import { stopTaskOf } from './task-effects.ts';

/**
 * Stores a message for the agent of an active run. The run's supervisor delivers it: during the agent's turn if its
 * program reads messages then, otherwise in another round.
 * @throws BacklogError `conflict` for a run without an active agent
 */
export function messageRun(tx: Tx, context: Context, id: string, text: string): Run {
  const run = findRun(tx, id);
  const { state } = run;
  if (!isLive(state)) {
    refuse('conflict', `can't send a message to run ${run.id}: it ${doesText(run)}`, {
      hint: commandsFor(run, tx.get('task', run.task)),
      data: { run: run.id, state },
    });
  }
  return putRun(tx, { ...run, notes: withNote(tx, context, run, { text, message: true }) });
}

type Note = NonNullable<Run['notes']>[number];

/** Returns the run's notes with a new one. */
export function withNote(
  tx: Tx,
  { caller }: Context,
  { notes = [] }: Run,
  said: Pick<Note, 'text' | 'commit' | 'message'>,
) {
  return [...notes, { id: tx.uuid().slice(0, 8), at: tx.at, actor: formatActor(caller.actor), ...said }];
}

/**
 * Describes the update of the next round: if the merge queue returned the result, the target branch is merged into the
 * worktree. An earlier description stays valid, because later results, too, must have no conflict markers and must pass
 * its checks.
 */
export function updateFor({ waits, checks = [], update }: Pick<Run, 'waits' | 'checks' | 'update'>): Run['update'] {
  const why = RETURN_REASONS.find((one) => one === waits?.why);
  if (!waits || !why) return update;
  // Checks of an update that no round has handled yet are kept, because a round that adopts a person's changes runs
  // only its own checks.
  const pending = update?.round === undefined ? (update?.checks ?? []) : [];
  const red = failedNames(checks);
  return { why, text: waits.text, ...(why === 'red' ? { checks: [...new Set([...pending, ...red])] } : {}) };
}

/** Queues a run for a supervisor again: a failed, stopped or interrupted run, or a run whose question was answered. */
export function resumeRun(
  tx: Tx,
  context: Context,
  id: string,
  {
    verb = 'resume',
    limits = {},
    force = verb === 'answer',
  }: { verb?: 'resume' | 'answer'; limits?: Partial<Run['limits']>; force?: boolean | undefined } = {},
): Run {
  return reclaimTask(
    tx,
    context,
    moveRun(tx, id, verb, (run) => limitedTo(run.limits, { ...run.limitsSaid, ...limits })),
    force,
  );
}

/** Records that the next round sets changes in the worktree aside, if a round follows. */
export function restoring(tx: Tx, run: Run, restore: boolean | undefined): Run {
  return restore && isLive(run.state) ? putRun(tx, { ...run, restore: true }) : run;
}

/**
 * Claims the run's task and scope again.
 * @throws BacklogError `claimed` if somebody else has claimed them, `conflict` if another machine has the worktree
 */
export function reclaimTask(tx: Tx, context: Context, run: Run, force: boolean): Run {
  const task = taskOf(tx, run);
  checkRunHere(run, context.store);
  checkNotCleaning(context, run);
  const agent = agentFor(context, task, { repository: run.repository, wanted: run.agent });
  releaseOwn(tx, context, task);
  const { claim } = startTask(tx, asRun(context, run), task, {
    force: true,
    agent,
    overLimits: passesLimits(context, force),
  });
  shareClaim(tx, claim, run);
  const { cleaned: _, cleaner: __, ...rest } = run;
  const { actor } = context.caller;
  const continued = { ...acceptedStops(tx, rest, actor), continuedBy: formatActor(actor) };
  return putRun(tx, { ...rest, ...continued, fence: claim.fence, supervisor: undefined, stop: undefined });
}

/** Refuses to continue a run whose worktree another process deletes. Afterwards, the next round makes it again. */
function checkNotCleaning(context: Context, { id, cleaner }: Run): void {
  if (cleaner && context.alive(cleaner) && existsSync(join(runsFolder(context), id)))
    refuse('conflict', `can't continue run ${id}: process ${cleaner.pid} is deleting its worktree`, {
      hint: `Wait until it ends: run_show ${id}. Then the run continues in a new worktree.`,
    });
}

function taskOf(tx: Tx, run: Run): Task {
  return tx.get('task', run.task) ?? refuse('not-found', `the task of run ${run.id} no longer exists`);
}

/**
 * Requests the supervisor of an active run to stop. A run without a supervisor stops at once.
 * @param why the reason, if it is not the caller's wish
 */
export function stopRun(tx: Tx, context: Context, id: string, why?: StopReason): Run {
  const run = findRun(tx, id);
  const refused = wrongState(run, 'stop', { task: tx.get('task', run.task) });
  if (refused) throw refused;
  const stop = { at: tx.at, by: formatActor(context.caller.actor), ...present({ reason: why }) };
  if (run.supervisor) return putRun(tx, { ...run, stop });
  stopTaskOf(tx, context, run);
  return moveRun(tx, id, 'stop', { stop, reason: stopReason(stop) });
}

type Stop = NonNullable<Run['stop']>;
type StopReason = NonNullable<Stop['reason']>;

/** Returns the reason of a run that a request stopped. */
export function stopReason({ by, reason }: Stop): StopReason {
  return reason ?? { code: 'asked', text: `stopped by ${by}` };
}
