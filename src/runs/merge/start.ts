import { join } from 'node:path';
import { fromInstant } from '../../domain/instant.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find.ts';
import { startedLately } from '../lately.ts';
import { leaderOf } from '../lease.ts';
import { repositoryNamed, runsFolder } from '../place.ts';
import { isInQueue, mergeLease } from './entry.ts';

/**
 * Starts a process that merges what is approved in a repository; it ends at once when another one is at it. What is approved stays so when
 * none can be started: the next command tries again.
 */
export function startMerger(context: Context, repository: string): void {
  try {
    const cwd = repositoryNamed(context.repositories, repository).folder;
    context.start({ merge: repository }, { cwd, log: join(runsFolder(context), 'merge.log') });
  } catch (error) {
    context.store.appendDiagnostic(`merge queue of ${repository}, not started: ${String(error)}`);
  }
}

/** How long something may wait for a queue that nobody leads before it is started anew, in milliseconds. */
const WAITS_MS = 1_000;

/** Starts the merge queues that died, or lost their patience, with something left to do. Asked at the door of every command. */
export function restartMergers(context: Context): void {
  const { store, clock } = context;
  const waiting = runsIn(store.state).filter(
    (run) => isInQueue(run) && Math.abs(clock.now - fromInstant(run.since)) >= WAITS_MS,
  );
  for (const repository of new Set(waiting.map((run) => run.repository))) {
    const known = context.repositories.all.some(({ name }) => name === repository);
    if (!known || leaderOf(store.state, mergeLease(repository), clock.now, context)) continue;
    if (!startedLately(`${store.dir} ${mergeLease(repository)}`, clock.now)) startMerger(context, repository);
  }
}
