import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { afterFailedAttempt } from './due.ts';

/** Stores the result of an attempt to push or propose. Doesn't change a run that a person has changed meanwhile. */
export async function recordOutgoing(
  context: Context,
  command: string,
  tried: readonly Run[],
  outcome: { failed: string } | ((run: Run, at: Instant) => Partial<Run>),
): Promise<void> {
  await context.write(command, (tx) => {
    for (const { id, state, outgoing } of tried) {
      const now = findRun(tx, id);
      if (!now.outgoing || !isStanding(now, { state, outgoing })) continue;
      const changes =
        typeof outcome === 'function'
          ? outcome(now, tx.at)
          : { outgoing: afterFailedAttempt(now.outgoing, tx.atMs, outcome.failed) };
      putRun(tx, { ...now, ...changes });
    }
  });
}

/**
 * Stores the commit that the branch on the remote has now, whatever became of the run during the push.
 * @returns false if somebody took the run back meanwhile, so that nothing may be proposed
 */
export function recordSent(context: Context, run: Run): Promise<boolean> {
  return context.write('run_propose', (tx) => {
    const now = findRun(tx, run.id);
    putRun(tx, { ...now, sent: run.outgoing!.commit });
    return isStanding(now, run);
  });
}

const isStanding = (now: Run, { state, outgoing }: Pick<Run, 'state' | 'outgoing'>): boolean =>
  now.state === state && now.outgoing?.commit === outgoing?.commit;
