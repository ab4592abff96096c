import { join } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { leaderOf } from '../../runs/upkeep/leadership.ts';
import { startedRecently } from '../../runs/upkeep/recent-starts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { isOrchestratorRunning, SCHEDULE_LEASE } from './desired-state.ts';

/**
 * Starts a loop when a person wants one and none lives: asked at the door of every command that writes, so that the loop comes back after a
 * restart of the machine or its own death, and by whoever wants it `now`. Failing to is no failure of the command.
 */
export function ensureLoop(
  context: Pick<Context, 'store' | 'clock' | 'alive' | 'repositories' | 'root' | 'start'>,
  when: 'now' | 'when due' = 'when due',
): void {
  const { store, clock } = context;
  if (!store.exists || !isOrchestratorRunning(store.state)) return;
  if (leaderOf(store.state, SCHEDULE_LEASE, clock.now, context)) return;
  const isOnItsWay = startedRecently(`${store.dir} ${SCHEDULE_LEASE}`, clock.now);
  if (isOnItsWay && when !== 'now') return;
  try {
    context.start({ schedule: 'loop' }, { cwd: loopFolder(context), log: join(store.dir, 'runs', 'schedule.log') });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    store.appendDiagnostic(`schedule: no loop could be started: ${error.message}`);
  }
}

/** The folder that the loop runs in: the home repository's. */
export function loopFolder({ repositories, root }: Pick<Context, 'repositories' | 'root'>): string {
  return repositories.all.find(({ home }) => home)?.folder ?? root;
}
