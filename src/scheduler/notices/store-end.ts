import { counted, dollars } from '../../base/amounts.ts';
import { groupedBy } from '../../base/iterables.ts';
import { END_NOTICE } from '../../domain/kinds/notice.ts';
import type { Run } from '../../domain/records.ts';
import { isUnderWay } from '../../domain/runs/run-states.ts';
import { stateLabel } from '../../domain/state-words.ts';
import { runsIn } from '../../runs/find-run.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Minimum number of runs since the last end of which a person is notified. The notice of a single run is enough. */
const LEAST_RUNS = 2;

/**
 * Stores that the orchestrator has nothing left to start, with a summary of its runs since the last end. Does nothing
 * while a run is active, and after less than {@link LEAST_RUNS} runs.
 * @param since when a person started the orchestrator
 * @param paused the reason why the orchestrator paused itself
 */
export async function storeEnd(context: Context, since: string, paused?: string): Promise<void> {
  const { state } = context.store;
  const last = state.get('notice', END_NOTICE);
  const from = [since, last?.at ?? ''].sort().at(-1)!;
  const runs = runsIn(state).filter(({ at }) => at >= from);
  const newest = runs.at(-1);
  if (!newest || runs.some(({ state: of }) => isUnderWay(of)) || (runs.length < LEAST_RUNS && !paused)) return;
  const event = `end ${newest.id}`;
  if (last?.event === event) return;
  const title = paused ? 'The orchestrator paused itself' : 'The orchestrator has nothing left to start';
  const text = [...(paused ? [paused] : []), summaryOf(runs)].join('. ');
  await context.write('orchestrator_end', (tx) => {
    if (tx.get('notice', END_NOTICE)?.event !== event)
      tx.put('notice', END_NOTICE, { what: 'end', event, at: tx.at, title, text });
  });
}

/** Summarises runs: `7 runs: 4 merged, 2 review, 1 failed, $4.20`. */
function summaryOf(runs: readonly Run[]): string {
  const states = Array.from(
    groupedBy(runs, ({ state }) => stateLabel(state)),
    ([state, all]) => `${all.length} ${state}`,
  );
  const cost = runs.reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0);
  return `${counted(runs.length, 'run')}: ${[...states, ...(cost > 0 ? [dollars(cost)] : [])].join(', ')}`;
}
