import { openStore } from '../../store/index.ts';
import { QUEUE_NAME } from './name.ts';
import { allQueues, factsIn, type QueuePlace, type QueueRow } from './queues.ts';

/**
 * Finds the queue that an earlier call renamed from `name` to `wanted`. That call may have been killed after its change
 * and before its answer, so the caller tries again with the former name.
 * @returns undefined if the last change of no such queue's name was this one
 */
export async function renamedBefore(
  name: string,
  wanted: string,
  { env, cwd }: QueuePlace,
): Promise<QueueRow | undefined> {
  const called = (await allQueues(env, cwd)).filter((row) => row.name === wanted && row.problem === undefined);
  for (const row of called) if ((await formerName(row)) === name) return row;
  return undefined;
}

/** Returns the name that the queue had before its last renaming; undefined if it never got another name. */
async function formerName({ dir }: QueueRow): Promise<string | undefined> {
  const store = await openStore({ dir, kinds: ['repository', 'setting'] });
  try {
    for await (const { changes } of store.history({ kind: 'setting', id: QUEUE_NAME, reverse: true, limit: 1 })) {
      const change = changes.find(({ kind, id }) => kind === 'setting' && id === QUEUE_NAME);
      const before = change?.before?.value;
      return typeof before === 'string' ? before : factsIn(store.state).repositories[0]?.name;
    }
    return undefined;
  } finally {
    await store.close();
  }
}
