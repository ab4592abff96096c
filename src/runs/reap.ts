import type { Actor } from '../domain/actor.ts';
import { fromInstant } from '../domain/instant.ts';
import { LEASE_MS } from '../domain/lease.ts';
import type { Run } from '../domain/records.ts';
import { isLive } from '../domain/run-states.ts';
import type { Context } from '../work/workspace/context.ts';
import { putRun } from './change.ts';
import { claimOf, findRun, type Records, runsIn } from './find.ts';
import { moved } from './machine.ts';
import { sweepRun } from './process/sweep.ts';
import { putDown } from './task-side.ts';

/** How long a run may wait for its supervisor to begin, in milliseconds. */
export const BEGIN_MS = 60_000;

const REAPER: Actor = { kind: 'system', name: 'reaper' };

type Needed = Pick<Context, 'store' | 'clock' | 'alive' | 'localHost' | 'caller'>;

/**
 * Tells the truth about runs whose supervisor is gone: ends what is left of their processes, then says that they are interrupted. Their
 * worktrees stay as they are. Asked at the door of every command, so nothing is done when nothing is due.
 */
export async function reapRuns(context: Needed): Promise<void> {
  for (const { id } of orphaned(context.store.state, context)) {
    // Ending those before it took a while: somebody may have resumed this one.
    await context.store.refresh();
    const run = findRun(context.store.state, id);
    if (!orphanedBy(run, context.store.state, context)) continue;
    if (provablyDead(run, context)) await sweepRun({ run: run.id, store: context.store.dir }, groupOf(run, context));
    await context.store.write({ command: 'run_interrupt', actor: REAPER }, (tx) => {
      const now = findRun(tx, run.id);
      const why = orphanedBy(now, tx, { ...context, clock: { ...context.clock, now: tx.atMs } });
      if (!why) return;
      putDown(tx, context, now);
      const { supervisor: _, process: __, stop: ___, ...rest } = now;
      putRun(tx, moved(rest, 'lose', tx.at, { reason: why }));
    });
  }
}

/** Doubt ends no process: one in another pid namespace may only be silent. */
function provablyDead({ supervisor }: Run, { alive }: Needed): boolean {
  return !supervisor || alive(supervisor) === false;
}

/** The group of its agent, while that still leads it: the number may be another program's by now. */
function groupOf({ process }: Run, { alive }: Needed): { group?: number } {
  return process && alive(process) ? { group: process.pid } : {};
}

function orphaned(records: Records, context: Needed): Run[] {
  return runsIn(records).filter((run) => orphanedBy(run, records, context));
}

/** Why nobody can be at work on a live run any more; undefined as long as somebody may. */
function orphanedBy(run: Run, records: Records, { alive, clock }: Needed): Run['reason'] {
  if (!isLive(run.state)) return undefined;
  const { supervisor } = run;
  if (!supervisor || run.state === 'queued' || run.state === 'changes_requested') {
    const waits = clock.now - fromInstant(run.since) > BEGIN_MS;
    return waits ? { code: 'never_began', text: 'no supervisor began within a minute' } : undefined;
  }
  const lives = alive(supervisor);
  if (lives === false) return { code: 'supervisor_died', text: `its supervisor (process ${supervisor.pid}) died` };
  if (lives === true) return undefined;
  const claim = claimOf(records, run);
  const lapsed = !claim || clock.now - fromInstant(claim.expires) > LEASE_MS;
  return lapsed
    ? { code: 'supervisor_died', text: `nothing was heard of its supervisor on ${supervisor.host}` }
    : undefined;
}
