import { clip } from '../../base/clip.ts';
import { sameProcess } from '../../base/process-id.ts';
import { leaseLeft } from '../../claims/index.ts';
import { fromInstant } from '../../domain/instant.ts';
import { LEASE_MS } from '../../domain/lease-lengths.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { MOST_REASON } from '../../domain/runs/run-reasons.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { QUIET_TX } from '../../store/index.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { claimOf, findRun, type RunRecords, runsIn } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { parkRun } from '../lifecycle/task-effects.ts';
import { keptKin } from '../process/kin-file.ts';
import { signal, sweepRun } from '../process/sweep.ts';
import { runFiles, runsFolder } from '../run-folder.ts';
import { removeLeftSandboxes } from '../sandbox/socket-folder.ts';
import { lastReport } from '../supervisor/last-report.ts';

/** Milliseconds within which the supervisor of a queued run must begin. */
export const BEGIN_MS = 60_000;

/**
 * Milliseconds within which a supervisor must renew an expired lease after a request. A supervisor renews it at once if
 * only its machine was asleep.
 */
export const ROUSE_MS = 30_000;

const REAPER = ownActor('reaper');

type Judging = Pick<Context, 'alive' | 'silentFor'>;
type Judged = Judging & { now: number; queue: Context['store'] };
type Needed = Pick<Context, 'store' | 'clock' | 'alive' | 'silentFor' | 'caller'>;

/**
 * Interrupts runs whose supervisor died or hangs: kills their remaining processes, then changes their state. Keeps
 * their worktrees. It runs with every maintenance, so it must be fast if there are no such runs.
 */
export async function reapRuns(context: Needed): Promise<void> {
  await rouse(context);
  for (const { id } of orphaned(context.store.state, context)) {
    // Somebody may have resumed this run while the processes of earlier runs were killed.
    await context.store.refresh();
    const run = findRun(context.store.state, id);
    const why = orphanedBy(run, context.store.state, judgedNow(context));
    if (!why) continue;
    await endProcesses(context, run);
    await context.store.write({ command: 'run_interrupt', actor: REAPER }, (tx) => {
      const now = findRun(tx, run.id);
      if (!isSameWork(run, now)) return;
      if (!orphanedBy(now, tx, { ...judgedNow(context), now: tx.atMs })) return;
      parkRun(tx, context, now, 'lose', withReport(context, now, why));
    });
  }
}

/** Adds the reason that the run's supervisor wrote to its log before it died. */
function withReport(context: Needed, run: Run, why: NonNullable<Run['reason']>): NonNullable<Run['reason']> {
  const pid = run.supervisor?.pid;
  if (why.code !== 'supervisor_died' || pid === undefined || !isRunHere(run, context.store)) return why;
  const report = lastReport(runFiles({ runs: runsFolder(context), id: run.id }).log, pid);
  return report === undefined ? why : { ...why, text: clip(`${why.text}: ${report}`, MOST_REASON) };
}

/** Requests a sign of life from supervisors with an expired lease: a machine that was asleep renews it. */
async function rouse(context: Needed): Promise<void> {
  const { store, clock } = context;
  const silent = (records: RunRecords, now: number) =>
    runsIn(records).filter((run) => isSilent(run, records, now, context) && !isRoused(run, records));
  if (silent(store.state, clock.now).length === 0) return;
  await store.write({ command: QUIET_TX.runs, actor: REAPER }, (tx) => {
    for (const run of silent(tx, tx.atMs)) putRun(tx, { ...run, roused: tx.at });
  });
}

/**
 * Kills the supervisor of a run and all processes of its agent. Does nothing if it is unknown whether the supervisor
 * lives: in another pid namespace, it may be active but invisible.
 */
export async function endProcesses(context: Pick<Context, 'store' | 'alive'>, run: Run): Promise<void> {
  const { supervisor } = run;
  const lives = supervisor ? context.alive(supervisor) : false;
  if (lives === undefined || supervisor?.pid === process.pid) return;
  if (lives) signal(supervisor!.pid, 'SIGKILL');
  const { kin } = runFiles({ runs: runsFolder(context), id: run.id });
  await sweepRun({ run: run.id, store: context.store.dir }, { ...groupOf(run, context), known: keptKin(kin) });
  await removeLeftSandboxes(supervisor);
}

/** Returns the process group of a run's agent, if the agent still leads it: another program may have the id. */
function groupOf({ process }: Run, { alive }: Pick<Context, 'alive'>): { group?: number } {
  return process && alive(process) ? { group: process.pid } : {};
}

/** Checks whether the run has the same supervisor. Somebody may have resumed it meanwhile. */
function isSameWork(before: Run, now: Run): boolean {
  if (!before.supervisor || !now.supervisor) return before.supervisor === now.supervisor;
  return sameProcess(before.supervisor, now.supervisor);
}

function orphaned(records: RunRecords, context: Needed): Run[] {
  const judging = judgedNow(context);
  return runsIn(records).filter((run) => orphanedBy(run, records, judging));
}

function judgedNow({ alive, silentFor, clock, store }: Needed): Judged {
  return { alive, silentFor, now: clock.now, queue: store };
}

/** Explains why nobody can still work on an active run; undefined if somebody may. */
function orphanedBy(run: Run, records: RunRecords, judging: Judged): Run['reason'] {
  if (!isLive(run.state)) return undefined;
  const { alive, now, queue } = judging;
  const { supervisor } = run;
  const claim = claimOf(records, run);
  const lapsed = !claim || leaseLeft(claim, judging) < -LEASE_MS;
  // Only the run's machine knows whether its supervisor begins. Other machines wait until the end of the claim.
  if (!isRunHere(run, queue) && !lapsed) return undefined;
  if (!supervisor || run.state === 'queued' || run.state === 'changes_requested') {
    const waits = now - fromInstant(run.since) > BEGIN_MS;
    return waits ? { code: 'never_began', text: 'its supervisor did not start within a minute' } : undefined;
  }
  const lives = alive(supervisor);
  if (lives === false) return { code: 'supervisor_died', text: `its supervisor (process ${supervisor.pid}) died` };
  if (lives === true) {
    const text = `its supervisor (process ${supervisor.pid}) hung and was killed, because its claim expired`;
    return isHung(run, records, now, judging) ? { code: 'supervisor_died', text } : undefined;
  }
  return lapsed
    ? { code: 'supervisor_died', text: `its supervisor on ${supervisor.host} stopped renewing its claim` }
    : undefined;
}

/** Checks whether the supervisor did not renew its claim in time after a request to do so. */
function isHung(run: Run, records: RunRecords, now: number, judging: Judging): boolean {
  if (!run.roused || !isRoused(run, records)) return false;
  return isSilent(run, records, now, judging) && now - fromInstant(run.roused) > ROUSE_MS;
}

/** Checks whether the supervisor got a request for a sign of life after its lease expired. */
function isRoused(run: Run, records: RunRecords): boolean {
  const claim = claimOf(records, run);
  return run.roused !== undefined && claim !== undefined && run.roused > claim.expires;
}

/** Checks whether the claim of an active run has expired although its supervisor lives. */
function isSilent(run: Run, records: RunRecords, now: number, { alive, silentFor }: Judging): boolean {
  const { supervisor, state } = run;
  if (!isLive(state) || !supervisor || supervisor.pid === process.pid) return false;
  const claim = claimOf(records, run);
  return claim !== undefined && leaseLeft(claim, { now, silentFor }) < 0 && alive(supervisor) === true;
}
