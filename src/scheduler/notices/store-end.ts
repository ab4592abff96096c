import { counted, dollars } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import type { Instant } from '../../domain/instant.ts';
import { END_NOTICE } from '../../domain/kinds/notice.ts';
import type { Orchestrator, Run } from '../../domain/records.ts';
import { isAtWork, shownState, stateLabel } from '../../domain/state-words.ts';
import { type RunRecords, runsIn } from '../../runs/find-run.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { orchestratorOf, pauseItself } from '../loop/desired-state.ts';

/** Minimum number of runs since the last end of which a person is notified. The notice of a single run is enough. */
const LEAST_RUNS = 2;

/**
 * Stores that the orchestrator has nothing left to start, with a summary of its runs since the last end. Does nothing
 * while a run is active, and after less than {@link LEAST_RUNS} runs.
 */
export async function storeEnd(context: Context): Promise<void> {
  const { state } = context.store;
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
 * Pauses the orchestrator until a person starts it again, and stores the notice of that. Does nothing if somebody has
 * paused or stopped it, or if there is no reason any more, because somebody has started it again.
 */
export async function pauseWithNotice(context: Context, reasonIn: (tx: Tx) => Orchestrator['reason']): Promise<void> {
  await context.write('orchestrator_trip', (tx) => {
    const reason = reasonIn(tx);
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

/** Summarises runs: `7 runs: 4 merged, 2 review, 1 failed, $4.20`. */
function summaryOf(runs: readonly Run[]): string {
  const states = Array.from(
    groupedBy(runs, (run) => stateLabel(shownState(run))),
    ([state, all]) => `${all.length} ${state}`,
  );
  const cost = runs.reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0);
  return `${counted(runs.length, 'run')}: ${[...states, ...(cost > 0 ? [dollars(cost)] : [])].join(', ')}`;
}
