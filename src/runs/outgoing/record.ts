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
  outcome: { failed: string } | ((run: Run, at: string) => Partial<Run>),
): Promise<void> {
  await context.write(command, (tx) => {
    for (const { id, state, outgoing } of tried) {
      const now = findRun(tx, id);
      if (now.state !== state || now.outgoing?.commit !== outgoing?.commit || !now.outgoing) continue;
      const changes =
        typeof outcome === 'function'
          ? outcome(now, tx.at)
          : { outgoing: afterFailedAttempt(now.outgoing, tx.atMs, outcome.failed) };
      putRun(tx, { ...now, ...changes });
    }
  });
}
