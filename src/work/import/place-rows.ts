import { refuse } from '../../domain/errors.ts';
import { findAnyCycle } from '../../domain/graph.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { putDocVersion } from '../task/docs.ts';
import { readFields } from '../task/fields.ts';
import { findTask } from '../task/find.ts';
import type { Context } from '../workspace/context.ts';
import { checkStored, inRow } from './complaints.ts';
import type { ImportRow } from './prepare.ts';

export interface Placed {
  ref?: string | undefined;
  task: Task;
}

/**
 * Puts the tasks of all rows in the caller's transaction. Their references name rows of the import first and tasks of the queue
 * second; circles are looked for once, when all are there.
 * @throws BacklogError naming row, field and value
 */
export function placeRows(tx: Tx, context: Context, rows: readonly ImportRow[]): Placed[] {
  const uuids = new Map<string, string>();
  for (const { uuid = tx.uuid(), ref, number } of rows) {
    uuids.set(uuid, uuid);
    uuids.set(ref ?? rowName(number), uuid);
  }
  const find = (name: string) => uuids.get(name) ?? findTask(context.queue, name).uuid;
  const placed = rows.map((row) => inRow(row.number, () => placeRow(tx, { ...context, find }, row, uuids)));
  refuseCircles(context, rows, placed);
  return placed;
}

function placeRow(
  tx: Tx,
  context: Context & { find(name: string): string },
  row: ImportRow,
  uuids: ReadonlyMap<string, string>,
): Placed {
  const uuid = row.uuid ?? uuids.get(row.ref ?? rowName(row.number))!;
  const present = tx.get('task', uuid);
  const blank = present ?? {
    uuid,
    id: tx.nextId('task'),
    status: row.fields.recur ? ('recurring' as const) : ('pending' as const),
    entry: tx.at,
  };
  const { end, ...open } = { ...blank, modified: tx.at, ...row.given } as Task;
  const closed = open.status === 'completed' || open.status === 'deleted';
  const task = readFields(closed ? { ...open, end: end ?? tx.at } : open, row.fields, context, () => tx.uuid());
  checkStored(task, row.number);
  tx.put('task', uuid, task);
  for (const [name, blob] of row.docs) putDocVersion(tx, context, { task, name, blob });
  return { ...(row.ref === undefined ? {} : { ref: row.ref }), task: tx.get('task', uuid)! };
}

/** What a row without a ref is called here; no ref begins so, since a row cannot have a blank name. */
function rowName(number: number): string {
  return `\0${number}`;
}

function refuseCircles({ queue }: Context, rows: readonly ImportRow[], placed: readonly Placed[]): void {
  const starts = placed.map(({ task }) => task.uuid);
  const edges = {
    depends: (uuid: string) => queue.get(uuid)?.depends ?? [],
    parent: (uuid: string) => [queue.get(uuid)?.parent].filter((parent) => parent !== undefined),
  };
  for (const [field, next] of Object.entries(edges)) {
    const circle = findAnyCycle(starts, next);
    if (!circle) continue;
    const number = Math.max(...rows.map((row, i) => (circle.includes(starts[i]!) ? row.number : 0)));
    const names = circle.map((uuid) => rows[starts.indexOf(uuid)]?.ref ?? queue.get(uuid)?.id ?? uuid);
    refuse('cycle', `row ${number}, field ${field}: that would be a cycle: ${names.join(' -> ')}`, {
      hint: 'Remove one of these references first.',
      data: { row: number, field, cycle: names },
    });
  }
}
