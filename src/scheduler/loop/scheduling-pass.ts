import { least } from '../../base/iterables.ts';
import type { ProcessId } from '../../base/process-id.ts';
import { BacklogError } from '../../domain/errors.ts';
import { runsIn } from '../../runs/find-run.ts';
import { isInQueue } from '../../runs/merge/entry.ts';
import { nextTry } from '../../runs/outgoing/due.ts';
import type { Context } from '../../work/workspace/context.ts';
import { decide } from '../decision/decide.ts';
import type { Ancestry } from '../decision/landings.ts';
import { endOfHold } from '../forecast/passing-holds.ts';
import { schedulerSnapshot } from '../snapshot.ts';
import type { Decision, HoldReason } from '../snapshot-types.ts';
import { upkeep } from '../upkeep.ts';
import { limitsOf, pauseItself } from './desired-state.ts';
import type { FailureStreak } from './failure-streak.ts';
import { launch } from './launch.ts';

/** What a loop remembers from one look to the next; all of it can be lost. */
export interface PassMemory {
  streak: FailureStreak;
  known: Ancestry;
  /** Tasks that could not be started, with the moment from which on they are tried again. */
  troubled: Map<string, number>;
}

export function freshMemory(streak: FailureStreak): PassMemory {
  return { streak, known: new Map(), troubled: new Map() };
}

/** How long a task is left alone that could not be started, in milliseconds. */
const TROUBLE_MS = 30_000;
/** When merge queues are looked at again as long as something waits in one, in milliseconds. */
const MERGING_MS = 2_000;

/** One look at the queue: tells the truth about dead runs, has approved ones merged, starts what may start. Until when nothing else happens by itself, in milliseconds since the epoch. */
export async function schedulingPass(contextNow: () => Context, self: ProcessId, memory: PassMemory): Promise<number> {
  const context = contextNow();
  await upkeep(context, ['time', 'runs']);
  if (await tooManyFailures(context, memory)) return Number.POSITIVE_INFINITY;
  const { scene, limits } = await schedulerSnapshot(contextNow(), memory.known);
  const { now } = scene;
  const { troubled } = memory;
  for (const [uuid, until] of troubled) if (until <= now) troubled.delete(uuid);
  const decision = decide({ ...scene, wanted: (task) => scene.wanted(task) && !troubled.has(task.uuid) }, limits);
  for (const start of decision.starts) {
    try {
      await launch(contextNow(), self, start);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      troubled.set(start.task.uuid, now + TROUBLE_MS);
      context.store.appendDiagnostic(`schedule: task ${start.task.id} is not started: ${error.message}`);
    }
  }
  return Math.min(nextMoment(decision, now), merging(context, now), sending(context, now), ...troubled.values());
}

/** The circuit breaker: after so many failures in a row a person has to look. */
async function tooManyFailures(context: Context, memory: PassMemory): Promise<boolean> {
  const { failures } = limitsOf(context.store.state);
  const { failed, last } = memory.streak;
  if (failed < failures) return false;
  const text = `${failed} runs failed one after the other, the last was ${last}`;
  await context.write('orchestrator_trip', (tx) => pauseItself(tx, { code: 'failures', text }));
  memory.streak = { failed: 0 };
  return true;
}

/** Merge queues end when they die: then they are started anew. What was proposed to a forge is in none. */
function merging({ store }: Context, now: number): number {
  return runsIn(store.state).some(isInQueue) ? now + MERGING_MS : Number.POSITIVE_INFINITY;
}

/** When a push or a proposal that failed is tried again. */
function sending({ store: { state } }: Context, now: number): number {
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...runsIn(state).map((run) => Math.max(now + MERGING_MS, nextTry(state, run, now))),
  );
}

/** The next moment at which time alone changes something, in milliseconds since the epoch. */
function nextMoment({ holds }: Decision, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const all of holds.values())
    for (const hold of all) {
      const moment = endOfHold(hold) ?? lapse(hold);
      if (moment !== undefined && moment > now) next = Math.min(next, moment);
    }
  return next;
}

/** When the first claim that is in the way lapses, unless it is renewed. */
function lapse(hold: HoldReason): number | undefined {
  if (!('blockers' in hold)) return undefined;
  return least(hold.blockers.flatMap(({ until }) => (until ? [Date.parse(until)] : [])));
}
