import { setTimeout as wait } from 'node:timers/promises';
import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { processesOfRun } from '../process/sweep.ts';
import { endProcesses } from '../upkeep/reap-runs.ts';
import { stopReason } from './control-run.ts';
import { parkRun } from './task-effects.ts';
import { may } from './transitions.ts';

/**
 * Time limits in milliseconds: `stopMs` for a supervisor to end its agent, then `keepMs` to commit the work. A
 * supervisor that takes longer counts as hung.
 */
const PATIENCE = { stopMs: 8_000, keepMs: 30_000 };
const LOOK_MS = 50;

/**
 * Waits until the supervisor has ended the run and all processes of the run. Kills a hung supervisor and these
 * processes.
 * @throws BacklogError `conflict` if the supervisor is on another machine
 */
export async function awaitStop(context: Context, run: Run, { stopMs, keepMs } = PATIENCE): Promise<Run> {
  const began = performance.now();
  for (let now = run; ; now = findRun(context.store.state, run.id)) {
    if (!isLive(now.state)) return now;
    const waited = performance.now() - began;
    if (now.supervisor && waited > stopMs && (waited > keepMs || hasProcesses(context, now)))
      return endHung(context, now, now.supervisor);
    await wait(LOOK_MS);
    await context.store.refresh();
  }
}

/** Checks whether processes of the run still exist. If not, the supervisor has ended the agent and commits its work. */
function hasProcesses({ store }: Context, { id }: Run): boolean {
  return (processesOfRun({ run: id, store: store.dir }) ?? []).length > 0;
}

async function endHung(context: Context, run: Run, supervisor: ProcessId): Promise<Run> {
  const { pid, host } = supervisor;
  if (context.alive(supervisor) === undefined)
    refuse('conflict', `can't stop run ${run.id}: its supervisor, process ${pid} on ${host}, does not respond`, {
      hint: 'End that process on that machine. run_list then marks the run as interrupted.',
      data: { supervisor },
    });
  await endProcesses(context, run);
  return context.write('run_stop', (tx) => {
    const now = findRun(tx, run.id);
    if (!may('stop', now.state) || !now.supervisor || !sameProcess(now.supervisor, supervisor)) return now;
    const { code, text } = stopReason(now.stop ?? { at: tx.at, by: 'someone' });
    const hung = `${text}; its supervisor (process ${pid}) hung and was killed`;
    return parkRun(tx, context, now, 'stop', { code, text: hung });
  });
}
