import { setTimeout as wait } from 'node:timers/promises';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';

/** Time in milliseconds for which a call waits for the push of a run. A slower push continues without the caller. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 50;

/**
 * Waits until the attempt to push or propose a run has an outcome.
 * @returns the run as it is then, also if the attempt takes longer
 * @throws BacklogError `git` with the reason if the attempt failed
 */
export async function awaitSent(context: Context, run: Run, patienceMs = PATIENCE_MS): Promise<Run> {
  const until = performance.now() + patienceMs;
  for (let now = run; ; now = findRun(context.store.state, run.id)) {
    if (now.outgoing?.failed !== undefined)
      return refuse('git', `run ${run.id} is not sent: ${now.outgoing.failed}`, {
        hint: `Backlog tries again at ${now.outgoing.next}. To try again now: run_push ${run.id}.`,
        data: { run: run.id, failed: now.outgoing.failed },
      });
    if (!now.outgoing || performance.now() > until) return now;
    await wait(LOOK_MS);
    await context.store.refresh();
  }
}
