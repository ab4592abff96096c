import { BacklogError } from '../domain/errors.ts';
import type { Context } from '../work/workspace/context.ts';
import { runsIn } from './find.ts';
import { isAway } from './merge/entry.ts';
import { restartQueues } from './queues.ts';
import { reapRuns } from './reap.ts';

/**
 * What is due for runs at the door of every command: the truth about those whose supervisor died, what became of merged ones in their targets, and queues that nobody leads. When
 * it cannot be done, the command itself is done all the same, and the reason stands in the store's diagnostics.
 */
export async function lookAfterRuns(context: Context): Promise<void> {
  if (!context.store.exists) return;
  try {
    await reapRuns(context);
    if (runsIn(context.store.state).some((run) => run.merged || isAway(run))) {
      const { noticeHistory } = await import('./history.ts');
      await noticeHistory(context);
    }
    await restartQueues(context);
  } catch (error) {
    if (!(error instanceof BacklogError) && !(error instanceof Error && 'syscall' in error)) throw error;
    context.store.appendDiagnostic(`runs: ${String(error)}`);
  }
}
