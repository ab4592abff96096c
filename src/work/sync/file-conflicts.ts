import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import type { Conflict } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { blobsIn, encoded } from '../services/links.ts';
import type { Context } from '../workspace/context.ts';
import type { FileConflict, RowPlan, SyncOptions, SyncPlan } from './sync-plan.ts';

type Records = Pick<Tx, 'get' | 'all'>;

const idOf = (key: string, uuid: string, field: string) => `${key}/${uuid}/${field}`;

/** Checks whether a person decided that the queue's value counts, and the file has the same value as then. */
export function isDecidedHere(
  { store: { state } }: Pick<Context, 'store'>,
  key: string,
  { uuid, field, there, seen }: Omit<FileConflict, 'here'>,
): boolean {
  const known = state.get('conflict', idOf(key, uuid, field));
  return known?.resolved?.side === 'here' && known.there === encoded(field, there) && known.seen === seen;
}

/** Changes of the records of conflicts: those to store, and those that a synchronisation decided. */
interface ConflictChanges {
  found: (readonly [id: string, conflict: FileConflict, texts: Pick<Conflict, 'here' | 'there'>])[];
  settled: (readonly [id: string, conflict: Conflict])[];
}

/** Compares the conflicts of a plan with the stored ones. */
export function conflictChanges(records: Records, key: string, plan: SyncPlan): ConflictChanges {
  const open = new Set<string>();
  const found = plan.conflicts.flatMap((one) => {
    const id = idOf(key, one.uuid, one.field);
    open.add(id);
    const texts = { here: encoded(one.field, one.here), there: encoded(one.field, one.there) };
    const known = records.get('conflict', id);
    const isKnown =
      known && !known.resolved && known.here === texts.here && known.there === texts.there && known.seen === one.seen;
    return isKnown ? [] : [[id, one, texts] as const];
  });
  // The values of a row that the queue refused are not compared.
  const failed = new Set(plan.rows.flatMap(({ row, failed: isFailed }: RowPlan) => (isFailed ? row.uuid : [])));
  const settled = Array.from(records.all('conflict')).filter(
    ([id, one]) => one.source === key && !one.resolved && !open.has(id) && !failed.has(one.task),
  );
  return { found, settled };
}

/** Stores the conflicts of a plan, with both values. Those that are none any more keep both values, too. */
export function putFileConflicts(
  tx: Tx,
  { caller: { actor } }: Pick<Context, 'caller'>,
  { key, plan, side, fileAt }: { key: string; plan: SyncPlan; side: SyncOptions['side']; fileAt: string | undefined },
): void {
  const { found, settled } = conflictChanges(tx, key, plan);
  for (const [id, { uuid, field, seen }, texts] of found) {
    const blobs = blobsIn(texts.here, texts.there);
    tx.put('conflict', id, {
      ...{ source: key, task: uuid, field, ...texts, at: tx.at },
      ...present({ hereAt: tx.get('task', uuid)?.modified, thereAt: fileAt, seen }),
      ...(blobs.length > 0 ? { blobs } : {}),
    });
  }
  const by = side === 'ours' ? 'here' : side === 'theirs' ? 'there' : 'same';
  for (const [id, one] of settled)
    tx.put('conflict', id, { ...one, resolved: { side: by, at: tx.at, actor: formatActor(actor) } });
}

/** Returns the texts of conflicts that are stored as blobs. */
export const bodiesOf = (plan: SyncPlan): string[] =>
  plan.conflicts.flatMap(({ field, here, there }) =>
    field === 'spec' ? [here, there].filter((text): text is string => typeof text === 'string') : [],
  );

/** Removes the conflicts of a file that isn't synchronised any more. */
export function removeFileConflicts(tx: Tx, key: string): void {
  for (const [id, one] of [...tx.all('conflict')]) if (one.source === key) tx.remove('conflict', id);
}
