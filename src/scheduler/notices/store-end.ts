import { counted, dollars } from '../../base/amounts.ts';
import type { Instant } from '../../domain/instant.ts';
import { END_NOTICE } from '../../domain/kinds/notice.ts';
import type { Orchestrator, Run } from '../../domain/records.ts';
import { isAtWork, statesOf } from '../../domain/state-words.ts';
import { type RunRecords, runsIn } from '../../runs/find-run.ts';
import type { Tx } from '../../store/index.ts';
import { activeNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isOrchestratorRunning, orchestratorOf, pauseItself } from '../loop/desired-state.ts';
import { endNight } from '../night/end-night.ts';

/** Minimum number of runs since the last end of which a person is notified. The notice of a single run is enough. */
const LEAST_RUNS = 2;

/**
 * Stores that the orchestrator has nothing left to start, with a summary of its runs since the last end. Does nothing
 * while a run is active, and after less than {@link LEAST_RUNS} runs.
 */
export async function storeEnd(context: Context): Promise<void> {
  const { state } = context.store;
  // A night has a notice of its own, when it is over.
  if (activeNight(state)) return;
  const runs = runsSinceEnd(state);
  if (runs.length < LEAST_RUNS || runs.some(isAtWork)) return;
  const event = `end ${runs.at(-1)?.id}`;
  if (state.get('notice', END_NOTICE)?.event === event) return;
  await context.write('orchestrator_end', (tx) => {
    if (tx.get('notice', END_NOTICE)?.event === event) return;
    const title = 'The orchestrator has nothing left to start';
    tx.put('notice', END_NOTICE, { what: 'end', event, at: tx.at, title, text: summaryOf(runs) });
  });
}

/**
 * Pauses the orchestrator until a person starts it again, and stores the notice of that; ends a night instead, which
 * has its own notice. Does nothing if somebody has paused or stopped it, or if there is no reason any more, because somebody has started it again.
 */
export async function pauseWithNotice(context: Context, reasonIn: (tx: Tx) => Orchestrator['reason']): Promise<void> {
  await context.write('orchestrator_trip', (tx) => {
    const reason = reasonIn(tx);
    if (reason && isOrchestratorRunning(tx) && endNight(tx, context, { why: reason.code, text: reason.text }, reason))
      return;
    const paused = reason && pauseItself(tx, reason);
    if (!paused) return;
    const runs = runsSinceEnd(tx);
    const text = [reason.text, ...(runs.length > 0 ? [summaryOf(runs)] : [])].join('. ');
    const title = 'The orchestrator paused itself';
    tx.put('notice', END_NOTICE, { what: 'end', event: eventOf(paused), at: tx.at, title, text });
  });
}

/** Returns when the orchestrator paused itself; undefined if it did not, or in a version that stored no such time. */
export function pausedAt(records: RunRecords): Instant | undefined {
  const wish = orchestratorOf(records);
  const end = records.get('notice', END_NOTICE);
  return wish?.reason && end?.event === eventOf(wish) ? end.at : undefined;
}

/** Identifies a pause. A person starts the orchestrator again before the next one. */
function eventOf({ at, reason }: Orchestrator): string {
  return `pause ${at} ${reason?.text}`;
}

/** Lists the runs since a person started the orchestrator, or since its last end. */
function runsSinceEnd(records: RunRecords): Run[] {
  const since = orchestratorOf(records)?.at ?? '';
  const end = records.get('notice', END_NOTICE)?.at ?? '';
  return runsIn(records).filter(({ at }) => at >= since && at >= end);
}

/**
 * Summarises runs: `7 runs: 4 merged, 2 review, 1 failed, $4.20`.
 * @param cost US dollars; by default what the agents of the runs reported
 */
export function summaryOf(runs: readonly Run[], cost = reportedCost(runs)): string {
  const states = statesOf(runs).map(({ word, runs: count }) => `${count} ${word}`);
  return `${counted(runs.length, 'run')}: ${[...states, ...(cost > 0 ? [dollars(cost)] : [])].join(', ')}`;
}

const reportedCost = (runs: readonly Run[]) => runs.reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0);
