import { toInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { asDeleted, expiresAt, isExpired } from '../../domain/task/expiry.ts';
import type { Task } from '../../domain/task/task.ts';
import { releaseClaims } from '../claim/claims.ts';
import { putTask, without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { provenTime } from '../workspace/proven-time.ts';

const EXPIRY = ownActor('expiry');

type Needed = Pick<Context, 'store' | 'clock' | 'timely'>;

/**
 * Stores expired tasks as deleted, and releases their claims. Readers already treat a task as deleted after its
 * `until`; this adds the deletion to the history.
 */
export async function deleteExpired({ store, clock, timely }: Needed): Promise<void> {
  if (expiredAt(timely, clock.now).length === 0) return;
  const proven = await provenTime(store, clock.now);
  if (expiredAt(timely, proven).length === 0) return;
  await store.write({ command: 'expire', actor: EXPIRY }, (tx) => {
    for (const task of expiredAt(timely, proven)) {
      releaseClaims(tx, (claim) => claim.task === task.uuid);
      putTask(tx, without(asDeleted(task), 'start'));
    }
  });
}

function expiredAt(timely: Needed['timely'], now: number): Task[] {
  const at = toInstant(now);
  return [...timely()].filter((task) => isExpired(task, at));
}

/** Returns the time at which the next task expires, in epoch ms; infinity if no task will expire. */
export function nextExpiry({ timely }: Pick<Needed, 'timely'>): number {
  let next = Number.POSITIVE_INFINITY;
  for (const task of timely()) next = Math.min(next, expiresAt(task));
  return next;
}
