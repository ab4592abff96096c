import { setTimeout as wait } from 'node:timers/promises';
import type { Run } from '../domain/records.ts';
import { isLive } from '../domain/run-states.ts';
import type { Context } from '../work/workspace/context.ts';
import { findRun } from './find.ts';

/** How long a stop may take before whoever asked is told that it is under way, in milliseconds. */
const STOP_MS = 8_000;
const LOOK_MS = 50;

/** Waits for the supervisor to end the run: cancelling means that nothing of it lives. */
export async function stopped(context: Context, run: Run): Promise<Run> {
  const until = performance.now() + STOP_MS;
  for (let now = run; ; now = findRun(context.store.state, run.id)) {
    if (!isLive(now.state) || performance.now() > until) return now;
    await wait(LOOK_MS);
    await context.store.refresh();
  }
}
