import { join } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { SCHEDULE_LEASE } from '../../domain/kinds/lease.ts';
import { leaderOf } from '../../runs/upkeep/leadership.ts';
import { startedRecently } from '../../runs/upkeep/recent-starts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isLoopHere } from './loop-here.ts';
import { needsLoop } from './needs-loop.ts';

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
