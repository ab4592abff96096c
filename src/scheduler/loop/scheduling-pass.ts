import { counted } from '../../base/amounts.ts';
import { least } from '../../base/iterables.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { BacklogError } from '../../domain/errors.ts';
import { FIRST_INSTANT } from '../../domain/instant.ts';
import { presentStop } from '../../runs/autonomy/rules-in.ts';
import { type RunRecords, runsIn } from '../../runs/find-run.ts';
import { isMergeable } from '../../runs/merge/entry.ts';
import { nextTry } from '../../runs/outgoing/due.ts';
import { nextFollow } from '../../runs/pulls/looked.ts';
import { cleanOld } from '../../runs/upkeep/clean-old.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { decide } from '../decision/decide.ts';
import { failureStreakOf } from '../decision/failure-streak.ts';
import type { Ancestry } from '../decision/landings.ts';
import { endOfHold } from '../forecast/passing-holds.ts';
import { pauseWithNotice, storeEnd } from '../notices/store-end.ts';
import { schedulerSnapshot } from '../snapshot.ts';
import type { Decision, HoldReason, SchedulerSnapshot, Start } from '../snapshot-types.ts';
import { upkeep } from '../upkeep.ts';
import { limitsOf, orchestratorOf } from './desired-state.ts';
import { launch } from './launch.ts';
import { startDuePass } from './start-pass.ts';

/** State that the loop keeps between two passes. It is a cache, which may be lost. */
export interface PassMemory {
  known: Ancestry;
  /** Maps the uuid of each task whose start failed to the time of the next attempt in epoch ms. */
  troubled: Map<string, number>;
  /** The time of the last deletion of old worktrees, in epoch ms. */
  cleaned: number;
  /** Maps each pass to the time of its last start, in epoch ms. */
  passes: Map<string, number>;
}

export function freshMemory(): PassMemory {
  return { known: new Map(), troubled: new Map(), cleaned: Number.NEGATIVE_INFINITY, passes: new Map() };
}

/** The delay between two deletions of old worktrees, in milliseconds. */
const CLEAN_MS = 10 * 60_000;
/** The delay after a failed start, in milliseconds. */
const TROUBLE_MS = 30_000;
/** If the orchestrator starts nothing within this time, in milliseconds, a person is notified of its end. */
const SOON_MS = 10 * 60_000;
/** The delay before the next check of merge queues that aren't empty, in milliseconds. */
const MERGING_MS = 2_000;

/** The parts of a pass that use git and start processes. */
export interface PassEffects {
  snapshot: typeof schedulerSnapshot;
  launch: (context: Context, self: ProcessId, start: Start) => Promise<unknown>;
}

/**
 * One pass of the orchestrator: does the maintenance of dates, dead runs and merge queues, then starts tasks.
 * @returns the time of the next pass, in epoch ms; infinity if only a commit can change something
 */
export async function schedulingPass(
  contextNow: () => Context,
  self: ProcessId,
  memory: PassMemory,
  effects: PassEffects = { snapshot: schedulerSnapshot, launch },
): Promise<number> {
  const context = contextNow();
  await upkeep(context, ['time', 'runs']);
  await cleanSometimes(contextNow(), memory);
  if (presentStop(contextNow().store.state)) return Number.POSITIVE_INFINITY;
  if (await tooManyFailures(contextNow())) return Number.POSITIVE_INFINITY;
  const { snapshot, limits } = await effects.snapshot(contextNow(), memory.known);
  if ((await goalIsOver(contextNow(), snapshot)) || (await filterIsUnreadable(contextNow(), snapshot)))
    return Number.POSITIVE_INFINITY;
  const { now } = snapshot;
  const { troubled } = memory;
  for (const [uuid, until] of troubled) if (until <= now) troubled.delete(uuid);
  const decision = decide({ ...snapshot, wanted: (task) => snapshot.wanted(task) && !troubled.has(task.uuid) }, limits);
  for (const start of decision.starts) {
    try {
      await effects.launch(contextNow(), self, start);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      troubled.set(start.task.uuid, now + TROUBLE_MS);
      context.store.appendDiagnostic(`orchestrator: can't start task ${start.task.id}: ${error.message}`);
    }
  }
  await startDuePass(contextNow(), decision.starts.length, memory.passes);
  const next = Math.min(nextMoment(decision, now), merging(context, now), sending(context, now), ...troubled.values());
  if (decision.starts.length === 0 && next > now + SOON_MS) await storeEnd(contextNow());
  return next;
}

/** Deletes old worktrees of merged runs, if the last time is long ago. An error is a diagnostic. */
async function cleanSometimes(context: Context, memory: PassMemory): Promise<void> {
  if (context.clock.now < memory.cleaned + CLEAN_MS) return;
  memory.cleaned = context.clock.now;
  if (!runsIn(context.store.state).some(({ state, cleaned }) => state === 'merged' && !cleaned)) return;
  try {
    await cleanOld(context);
  } catch (error) {
    context.store.appendDiagnostic(`orchestrator: can't delete old worktrees: ${String(error)}`);
  }
}

/**
 * Pauses the orchestrator after too many successive failures, until a person starts it again.
 * @returns true if it did
 */
async function tooManyFailures(context: Context): Promise<boolean> {
  const reasonIn = (records: RunRecords) => {
    const { failed, last } = failureStreakOf(runsIn(records), orchestratorOf(records)?.at ?? FIRST_INSTANT);
    if (failed < limitsOf(records).failures) return undefined;
    return { code: 'failures' as const, text: `${counted(failed, 'failure')} in a row, the last was ${last}` };
  };
  if (!reasonIn(context.store.state)) return false;
  await pauseWithNotice(context, reasonIn);
  return true;
}

/** Pauses the orchestrator if the preferred goal needs no more work. @returns true if it did */
async function goalIsOver(context: Context, { preferred }: SchedulerSnapshot): Promise<boolean> {
  const text = preferred?.over;
  if (text === undefined) return false;
  await pauseWithNotice(context, () => ({ code: 'goal', text }));
  return true;
}

/** Pauses the orchestrator if its filter can't be read, because a saved filter changed. @returns true if it did */
async function filterIsUnreadable(context: Context, { unreadable }: SchedulerSnapshot): Promise<boolean> {
  if (unreadable === undefined) return false;
  await pauseWithNotice(context, () => ({ code: 'filter', text: `the filter can't be read: ${unreadable}` }));
  return true;
}

/** Returns the time of the next check of the merge queues, because the process of a queue may have died. */
function merging({ store }: Context, now: number): number {
  return runsIn(store.state).some((run) => isMergeable(run, store.state) && isRunHere(run, store))
    ? now + MERGING_MS
    : Number.POSITIVE_INFINITY;
}

/** Returns the time of the next attempt at a failed push or proposal, or of the next look at a pull request. */
function sending(context: Context, now: number): number {
  const { store } = context;
  const { state } = store;
  const sent = runsIn(state).filter((run) => run.outgoing !== undefined && isRunHere(run, store));
  const follow = Math.max(now + MERGING_MS, nextFollow(context));
  return Math.min(follow, ...sent.map((run) => Math.max(now + MERGING_MS, nextTry(state, run, now))));
}

/** Returns the next time at which a decision may change without a commit, in epoch ms. */
function nextMoment({ holds }: Decision, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const all of holds.values())
    for (const hold of all) {
      const moment = endOfHold(hold) ?? lapse(hold);
      if (moment !== undefined && moment > now) next = Math.min(next, moment);
    }
  return next;
}

/** Returns the time at which the first blocking claim expires unless it is renewed. */
function lapse(hold: HoldReason): number | undefined {
  if (!('blockers' in hold)) return undefined;
  return least(hold.blockers.flatMap(({ until }) => (until ? [Date.parse(until)] : [])));
}
