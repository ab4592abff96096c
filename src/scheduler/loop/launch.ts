import { counted } from '../../base/amounts.ts';
import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import { refuse } from '../../domain/errors.ts';
import { FIRST_INSTANT } from '../../domain/instant.ts';
import { SCHEDULE_LEASE } from '../../domain/kinds/lease.ts';
import type { Run } from '../../domain/records.ts';
import type { RunsElsewhere } from '../../domain/runs/unreviewed.ts';
import { presentStop } from '../../runs/autonomy/rules-in.ts';
import { budgetState } from '../../runs/budget/budget-state.ts';
import { budgetText } from '../../runs/budget/budget-text.ts';
import { runsIn } from '../../runs/find-run.ts';
import { actOn } from '../../runs/lifecycle/act-on-run.ts';
import { beginRuns } from '../../runs/lifecycle/begin-runs.ts';
import type { Tx } from '../../store/index.ts';
import { activeNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { failureStreakOf, roomOf } from '../decision/failure-streak.ts';
import { liveRuns } from '../decision/retry-decision.ts';
import { elsewhereIn } from '../snapshot.ts';
import type { Start } from '../snapshot-types.ts';
import { limitsOf, orchestratorOf } from './desired-state.ts';

/**
 * Starts a task according to a decision. The transaction that creates the run checks again that the decision is still
 * possible:
 * - This process has the orchestrator's lease.
 * - A person still wants runs, and the night has not ended.
 * - The limits and the budget allow another run.
 * - No other claim has the task.
 * @throws BacklogError the reason why the task doesn't start
 */
export async function launch(
  context: Context,
  self: ProcessId,
  { task, agent, how, run, attempts }: Start,
): Promise<Run> {
  const { runsElsewhere } = await elsewhereIn(context, limitsOf(context.store.state));
  const write =
    (name: string) =>
    <T>(fn: (tx: Tx) => T): Promise<T> =>
      context.write(name, (tx) => {
        checkStill(tx, context, self, { elsewhere: runsElsewhere, count: attempts?.length });
        return fn(tx);
      });
  if (how === 'start' || !run)
    return (await beginRuns(context, write('run_start'), [task], attempts ? { agents: attempts } : { agent })).runs[0]!;
  const more = how === 'retry' ? { agent } : how === 'request_changes' ? { note: RESOLVE } : {};
  return actOn(context, write(`run_${how}`), how, { run: run.id, ...more });
}

/** What the agent of a stacked run reads that conflicts with the newer result below it. Its prompt names the conflicts. */
const RESOLVE =
  'The result on which this run is stacked has changed, and your changes conflict with it. Resolve the conflicts.';

/**
 * Checks in the transaction of a start that it is still possible.
 * @param with `count`, the number of runs that start, and `elsewhere`, what other queues have if that counts
 * @throws BacklogError `conflict`
 */
export function checkStill(
  tx: Tx,
  context: Pick<Context, 'store' | 'facts'>,
  self: ProcessId,
  { elsewhere, count = 1 }: { elsewhere?: RunsElsewhere | undefined; count?: number | undefined } = {},
): void {
  const leader = tx.get('lease', SCHEDULE_LEASE)?.holder;
  if (!leader || !sameProcess(leader, self)) refuse('conflict', 'another orchestrator process took over');
  if (presentStop(tx)) refuse('conflict', 'a person stopped autonomy');
  if (orchestratorOf(tx)?.wish !== 'running') refuse('conflict', 'the orchestrator is no longer running');
  const night = activeNight(tx);
  if (night && tx.at >= night.terms.until) refuse('conflict', `the deadline of night ${night.id} is over`);
  const runs = runsIn(tx);
  const wishedAt = orchestratorOf(tx)?.at ?? FIRST_INSTANT;
  const limits = limitsOf(tx);
  if (failureStreakOf(runs, wishedAt).failed >= limits.failures) refuse('conflict', 'too many runs failed in a row');
  const { agents, places } = roomOf(limits, runs, wishedAt, elsewhere);
  const live = liveRuns(runs).length;
  // Runs may have ended since the decision, and their agents reported their cost.
  const money = budgetState(context, tx);
  if (money?.level === 'spent') refuse('conflict', budgetText(money.spentUsd, money.budget));
  if (live >= agents || live + count > places) refuse('conflict', `the limit of ${counted(agents, 'run')} is reached`);
}
