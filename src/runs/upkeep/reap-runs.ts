import { sameProcess } from '../../base/process-id.ts';
import type { Actor } from '../../domain/actor.ts';
import { fromInstant } from '../../domain/instant.ts';
import { LEASE_MS } from '../../domain/lease-lengths.ts';
import type { Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { QUIET } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { claimOf, findRun, type RunRecords, runsIn } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { parkRun } from '../lifecycle/task-effects.ts';
import { signal, sweepRun } from '../process/sweep.ts';

/** Milliseconds within which the supervisor of a queued run has to begin. */
export const BEGIN_MS = 60_000;

/**
 * Milliseconds within which a supervisor has to renew an expired lease after a request. A supervisor whose machine only
 * slept does so at once.
 */
export const ROUSE_MS = 30_000;

const REAPER: Actor = { kind: 'system', name: 'reaper' };

type Judging = Pick<Context, 'alive'>;
type Needed = Pick<Context, 'store' | 'clock' | 'alive' | 'localHost' | 'caller'>;

/**
 * Interrupts runs whose supervisor died or hangs: kills their remaining processes, then changes their state. Their
 * worktrees stay. Part of the upkeep, so it costs little when there is nothing to do.
 */
export async function reapRuns(context: Needed): Promise<void> {
  await rouse(context);
  for (const { id } of orphaned(context.store.state, context)) {
    // Killing the processes of earlier runs took time. Meanwhile somebody may have resumed this run.
    await context.store.refresh();
    const run = findRun(context.store.state, id);
    const why = orphanedBy(run, context.store.state, judgedNow(context));
    if (!why) continue;
    await endProcesses(context, run);
    await context.store.write({ command: 'run_interrupt', actor: REAPER }, (tx) => {
      const now = findRun(tx, run.id);
      if (!isSameWork(run, now)) return;
      if (!orphanedBy(now, tx, { alive: context.alive, now: tx.atMs })) return;
      parkRun(tx, context, now, 'lose', why);
    });
  }
}

/** Asks living supervisors with an expired lease for a heartbeat. A supervisor whose machine only slept renews it. */
async function rouse(context: Needed): Promise<void> {
  const { store, clock } = context;
  const silent = (records: RunRecords, now: number) =>
    runsIn(records).filter((run) => isSilent(run, records, now, context) && !isRoused(run, records));
  if (silent(store.state, clock.now).length === 0) return;
  await store.write({ command: QUIET.runs, actor: REAPER }, (tx) => {
    for (const run of silent(tx, tx.atMs)) putRun(tx, { ...run, roused: tx.at });
  });
}

/**
 * Kills the supervisor of a run and all processes of its agent. If it is unknown whether the supervisor lives, does
 * nothing: in another pid namespace the supervisor may only be silent.
 */
export async function endProcesses(context: Pick<Context, 'store' | 'alive'>, run: Run): Promise<void> {
  const { supervisor } = run;
  const lives = supervisor ? context.alive(supervisor) : false;
  if (lives === undefined || supervisor?.pid === process.pid) return;
  if (lives) signal(supervisor!.pid, 'SIGKILL');
  await sweepRun({ run: run.id, store: context.store.dir }, groupOf(run, context));
}

/**
 * Returns the process group of a run's agent, while the agent still leads that group. Later the number may belong to
 * another program.
 */
function groupOf({ process }: Run, { alive }: Pick<Context, 'alive'>): { group?: number } {
  return process && alive(process) ? { group: process.pid } : {};
}

/** Checks whether the run still has the same supervisor. It may have been resumed while its processes were killed. */
function isSameWork(before: Run, now: Run): boolean {
  if (!before.supervisor || !now.supervisor) return before.supervisor === now.supervisor;
  return sameProcess(before.supervisor, now.supervisor);
}

function orphaned(records: RunRecords, context: Needed): Run[] {
  return runsIn(records).filter((run) => orphanedBy(run, records, judgedNow(context)));
}

function judgedNow({ alive, clock }: Needed): Judging & { now: number } {
  return { alive, now: clock.now };
}

/** Explains why nobody can be working on a live run any more; undefined while somebody may be. */
function orphanedBy(run: Run, records: RunRecords, { alive, now }: Judging & { now: number }): Run['reason'] {
  if (!isLive(run.state)) return undefined;
  const { supervisor } = run;
  if (!supervisor || run.state === 'queued' || run.state === 'changes_requested') {
    const waits = now - fromInstant(run.since) > BEGIN_MS;
    return waits ? { code: 'never_began', text: 'its supervisor did not start within a minute' } : undefined;
  }
  const lives = alive(supervisor);
  if (lives === false) return { code: 'supervisor_died', text: `its supervisor (process ${supervisor.pid}) died` };
  if (lives === true) {
    const text = `its supervisor (process ${supervisor.pid}) hung and was killed, because its claim expired`;
    return isHung(run, records, now, { alive }) ? { code: 'supervisor_died', text } : undefined;
  }
  const claim = claimOf(records, run);
  const lapsed = !claim || now - fromInstant(claim.expires) > LEASE_MS;
  return lapsed
    ? { code: 'supervisor_died', text: `its supervisor on ${supervisor.host} stopped renewing its claim` }
    : undefined;
}

/** Checks whether the supervisor did not renew its claim in time after a request to do so. */
function isHung(run: Run, records: RunRecords, now: number, judging: Judging): boolean {
  if (!run.roused || !isRoused(run, records)) return false;
  return isSilent(run, records, now, judging) && now - fromInstant(run.roused) > ROUSE_MS;
}

/** Checks whether the supervisor was asked for a heartbeat since its lease expired. */
function isRoused(run: Run, records: RunRecords): boolean {
  const claim = claimOf(records, run);
  return run.roused !== undefined && claim !== undefined && run.roused > claim.expires;
}

/** Checks whether the claim of a live run has expired although its supervisor lives. */
function isSilent(run: Run, records: RunRecords, now: number, { alive }: Judging): boolean {
  const { supervisor, state } = run;
  if (!isLive(state) || !supervisor || supervisor.pid === process.pid) return false;
  const claim = claimOf(records, run);
  return claim !== undefined && fromInstant(claim.expires) < now && alive(supervisor) === true;
}
