import { join } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { SCHEDULE_LEASE } from '../../domain/kinds/lease.ts';
import { budgetedRuns } from '../../runs/budget/budgeted-runs.ts';
import type { RunRecords } from '../../runs/find-run.ts';
import { leaderOf } from '../../runs/upkeep/leadership.ts';
import { startedRecently } from '../../runs/upkeep/recent-starts.ts';
import { readableFile, type Store, writeFileOfQueue } from '../../store/index.ts';
import { openNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isOrchestratorRunning, orchestratorOf } from './desired-state.ts';

/**
 * Starts the orchestrator's process if it is needed and there is none. Every command that writes calls it, so the
 * process also starts again after its death or a restart of the machine. In a queue on a server, only the machine does
 * it on which a person started the orchestrator. `now` skips the pause between two attempts. A
 * failed start doesn't fail the command.
 */
export function ensureLoop(
  context: Pick<Context, 'store' | 'clock' | 'alive' | 'repositories' | 'root' | 'start'>,
  when: 'now' | 'when due' = 'when due',
): void {
  const { store, clock } = context;
  if (!store.exists || !needsLoop(store.state) || !isLoopHere(store)) return;
  if (leaderOf(store.state, SCHEDULE_LEASE, clock.now, context)) return;
  const isOnItsWay = startedRecently(`${store.dir} ${SCHEDULE_LEASE}`, clock.now);
  if (isOnItsWay && when !== 'now') return;
  try {
    context.start({ schedule: 'loop' }, { cwd: loopFolder(context), log: join(store.dir, 'runs', 'schedule.log') });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    store.appendDiagnostic(`orchestrator: can't start its process: ${error.message}`);
  }
}

/** Returns the working directory of the orchestrator's process: the folder of the home repository. */
export function loopFolder({ repositories, root }: Pick<Context, 'repositories' | 'root'>): string {
  return repositories.all.find(({ home }) => home)?.folder ?? root;
}

/**
 * Checks whether the orchestrator needs its process: to start runs, or, after a pause or a stop, to hold active runs to
 * the budget until they end, or to end a night.
 */
export function needsLoop(records: RunRecords): boolean {
  if (orchestratorOf(records) === undefined) return false;
  return isOrchestratorRunning(records) || openNight(records) !== undefined || budgetedRuns(records).length > 0;
}

type Queue = Pick<Store, 'dir' | 'address' | 'state'>;

/**
 * Name of the file with the time at which this machine's person started the orchestrator, in the folder of a queue on a
 * server. It is a local file, because everybody can write records.
 */
const FILE = 'orchestrates.json';

/** Notes that the orchestrator was started on this machine, after its record was stored. A queue on a disk needs no note. */
export function keepLoopHere({ dir, address, state }: Queue): void {
  if (address !== undefined) writeFileOfQueue(dir, FILE, { started: orchestratorOf(state)?.at });
}

/**
 * Checks whether this machine runs the orchestrator. It starts agents with this person's rights and at their cost, so a
 * start on another machine doesn't count here.
 */
export function isLoopHere({ dir, address, state }: Queue): boolean {
  if (address === undefined) return true;
  const started = orchestratorOf(state)?.at;
  return started !== undefined && readableFile(join(dir, FILE)) === `${JSON.stringify({ started })}\n`;
}
