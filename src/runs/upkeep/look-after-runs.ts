import { isRefusal } from '../../domain/errors.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runsIn } from '../find-run.ts';
import { isFollowed } from '../merge/entry.ts';
import { restartQueues } from './queues.ts';
import { reapRuns } from './reap-runs.ts';

/**
 * Does what is due for runs, before every command: interrupts those whose supervisor died or hangs, follows merged ones in their targets, and
 * starts queues that nobody leads. A failure does not fail the command: it is written to the store's diagnostics.
 */
export async function lookAfterRuns(context: Context): Promise<void> {
  if (!context.store.exists) return;
  try {
    await reapRuns(context);
    if (runsIn(context.store.state).some(isFollowed)) {
      const { noticeHistory } = await import('./target-history.ts');
      await noticeHistory(context);
    }
    await restartQueues(context);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    context.store.appendDiagnostic(`runs: ${String(error)}`);
  }
}
