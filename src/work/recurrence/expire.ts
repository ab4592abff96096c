import { toInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { asDeleted, expiresAt, isExpired } from '../../domain/task/expiry.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { isTaskHeld } from '../claim/run-of.ts';
import { putTask, without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { provenTime } from '../workspace/proven-time.ts';

const EXPIRY = ownActor('expiry');

type Needed = Pick<Context, 'store' | 'clock' | 'timely'>;

/**
 * Stores expired tasks as deleted. Readers already treat a task as deleted after its `until`; this adds the deletion to
 * the history. A task that a claim or a run has expires when it is released.
 */
export async function deleteExpired({ store, clock, timely }: Needed): Promise<void> {
  if (expiredAt(store.state, timely, clock.now).length === 0) return;
  const proven = await provenTime(store, clock.now);
  if (expiredAt(store.state, timely, proven).length === 0) return;
  await store.write({ command: 'expire', actor: EXPIRY }, (tx) => {
    for (const task of expiredAt(tx, timely, proven)) putTask(tx, without(asDeleted(task), 'start'));
  });
}

function expiredAt(records: Pick<Tx, 'all'>, timely: Needed['timely'], now: number): Task[] {
  const at = toInstant(now);
  return [...timely()].filter((task) => isExpired(task, at) && !isTaskHeld(records, task.uuid));
}

/** Returns the time at which the next task that nobody holds expires, in epoch ms; infinity if no task will expire. */
export function nextExpiry({ store, timely }: Pick<Needed, 'store' | 'timely'>): number {
  let next = Number.POSITIVE_INFINITY;
  for (const task of timely()) {
    const at = expiresAt(task);
    if (at < next && !isTaskHeld(store.state, task.uuid)) next = at;
  }
  return next;
}
