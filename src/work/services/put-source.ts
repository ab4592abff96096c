import { toInstant } from '../../domain/instant.ts';
import type { Source } from '../../domain/records.ts';
import type { Connection, Position, StoredPause } from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';

/** Returns a pause as its source stores it. */
export const pauseField = (waiting: StoredPause | undefined): Source['waits'] =>
  waiting && { since: toInstant(waiting.since), until: toInstant(waiting.until), why: waiting.why };

/** Stores how far a list was read, and what is left of the quota. */
export function putSource(
  tx: Tx,
  {
    source: { name },
    connection,
    ...change
  }: {
    source: Pick<Source, 'name'>;
    connection: Connection;
    items?: Position;
    comments?: Position;
    waits?: Source['waits'] | undefined;
  },
): void {
  const source = tx.get('source', name);
  // Somebody removed it meanwhile.
  if (!source) return;
  const { waits, ...rest } = { ...source, ...change };
  const quota = connection.quota();
  tx.put('source', name, {
    ...rest,
    ...(waits ? { waits } : {}),
    ...(quota ? { quota: { limit: quota.limit, left: quota.left, renews: toInstant(quota.renews), at: tx.at } } : {}),
  } as Source);
}
