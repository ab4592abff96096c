import { setTimeout as wait } from 'node:timers/promises';
import type { Run } from '../../domain/records.ts';
import { needOf } from '../../domain/runs/run-needs.ts';
import { isOver, isParked, needsPerson } from '../../domain/runs/run-states.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { reapRuns } from '../upkeep/reap-runs.ts';

/** Milliseconds between two looks at the queue, and between two searches for dead supervisors. */
const LOOK_MS = 250;
const REAP_MS = 5_000;

/** Checks whether a run goes on only after somebody's decision, or is over. */
export function isAtRest(run: Run): boolean {
  return needsPerson(run.state) || isOver(run.state) || isParked(run.state) || needOf(run) !== undefined;
}

/** Waits until a run needs somebody or is over, at most `ms`. @returns the run as it is then */
export async function awaitRun(context: Context, id: string, ms: number): Promise<Run> {
  const began = performance.now();
  for (let reaped = 0; ; ) {
    const run = findRun(context.store.state, id);
    const waited = performance.now() - began;
    if (isAtRest(run) || waited >= ms) return run;
    if (waited - reaped >= REAP_MS) {
      reaped = waited;
      await reapRuns(context);
    }
    await wait(Math.min(LOOK_MS, ms - waited));
    await context.store.refresh();
  }
}
