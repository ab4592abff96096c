import type { Actor } from '../../domain/actor.ts';
import { expired, isExpired } from '../../domain/expiry.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task.ts';
import { releaseClaims } from '../claim/claims.ts';
import type { Context } from '../workspace/context.ts';
import { sweepRecords } from '../workspace/sweep.ts';
import { putTask, without } from './life.ts';
import { spawnInstances } from './recurrence.ts';

const EXPIRY: Actor = { kind: 'system', name: 'expiry' };

type Needed = Pick<Context, 'store' | 'queue' | 'clock' | 'uuidOf' | 'alive' | 'localHost'>;

/** Stores what time has brought about: tasks past their `until` are deleted, instances of recurring tasks made, old records swept. */
export async function applyPassedDates(context: Needed): Promise<void> {
  await deleteExpired(context);
  await spawnInstances(context);
  await sweepRecords(context);
}

/**
 * Every answer counts a task whose `until` has passed as deleted, whether this has run or not; it makes that last, so that history
 * shows when it happened, and claims on the task end.
 */
export async function deleteExpired({ store, queue, clock }: Needed): Promise<number> {
  const at = toInstant(clock.now);
  queue.settle(at);
  const uuids = Array.from(queue.expired());
  if (uuids.length === 0) return 0;
  const { value } = await store.write({ command: 'expire', actor: EXPIRY }, (tx) => {
    const tasks = uuids.map((uuid) => tx.get('task', uuid)).filter((task) => stillExpired(task, at));
    for (const task of tasks) {
      releaseClaims(tx, (claim) => claim.task === task.uuid);
      putTask(tx, without(expired(task), 'start'));
    }
    return tasks.length;
  });
  return value;
}

function stillExpired(task: Task | undefined, at: Instant): task is Task {
  return task !== undefined && isExpired(task, at);
}
