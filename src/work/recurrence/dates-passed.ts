import type { Actor } from '../../domain/actor.ts';
import { isRefusal } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { expired, isExpired } from '../../domain/task/expiry.ts';
import type { Task } from '../../domain/task/task.ts';
import { ARCHIVE_AFTER } from '../archive/setting.ts';
import { releaseClaims } from '../claim/claims.ts';
import { putTask, without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { provenTime } from '../workspace/proven-time.ts';
import { sweepRecords } from '../workspace/sweep.ts';
import { spawnInstances } from './recurrence.ts';

const EXPIRY: Actor = { kind: 'system', name: 'expiry' };

type Needed = Pick<Context, 'store' | 'clock' | 'timely' | 'queue' | 'uuidOf' | 'alive' | 'localHost'>;

/**
 * Time passes at the door of every command, so that what a reader sees has an id and a read itself writes nothing. A store that
 * cannot be written is read all the same; why it was not written stands in its diagnostics.
 */
export async function passTime(context: Needed): Promise<void> {
  const { store } = context;
  if (!store.exists) return;
  try {
    await applyPassedDates(context);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    store.appendDiagnostic(`passed dates: ${String(error)}`);
  }
}

/**
 * Stores what time has brought about: tasks past their `until` are deleted, instances of recurring tasks made, old records swept, and
 * closed tasks archived where a setting says so.
 */
export async function applyPassedDates(context: Needed): Promise<void> {
  await deleteExpired(context);
  await spawnInstances(context);
  await sweepRecords(context);
  if (context.store.state.get('setting', ARCHIVE_AFTER)) {
    // Not by the door to all of the archive: this is in hooks, too, and what reads filters is as large as all of a hook.
    const { archiveBySetting } = await import('../archive/archive-by-itself.ts');
    await archiveBySetting(context);
  }
}

/**
 * Every answer counts a task whose `until` has passed as deleted, whether this has run or not; it makes that last, so that history
 * shows when it happened, and claims on the task end.
 */
async function deleteExpired({ store, clock, timely }: Needed): Promise<void> {
  if (expiredAt(timely, clock.now).length === 0) return;
  const proven = await provenTime(store, clock.now);
  if (expiredAt(timely, proven).length === 0) return;
  await store.write({ command: 'expire', actor: EXPIRY }, (tx) => {
    for (const task of expiredAt(timely, proven)) {
      releaseClaims(tx, (claim) => claim.task === task.uuid);
      putTask(tx, without(expired(task), 'start'));
    }
  });
}

function expiredAt(timely: Needed['timely'], now: number): Task[] {
  const at = toInstant(now);
  return [...timely()].filter((task) => isExpired(task, at));
}
