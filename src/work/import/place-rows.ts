import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { findAnyCycle } from '../../domain/graph.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { changeHeld, checkMayDirect } from '../claim/held.ts';
import { putDocVersion, SPEC } from '../task/docs.ts';
import { readFields } from '../task/fields.ts';
import { findTask } from '../task/find.ts';
import { inSeries, standIn } from '../task/recurrence.ts';
import type { Context } from '../workspace/context.ts';
import { inRow, ROWS_PER_TURN, refuseField } from './complaints.ts';
import type { ImportRow } from './prepare.ts';

export interface Placed {
  ref?: string | undefined;
  task: Task;
}

/** The task of a row, but for what only the commit knows: its number and the time. */
export interface Draft {
  row: ImportRow;
  uuid: string;
  /** What the queue had of it when this was drafted. */
  present: Task | undefined;
  task: Omit<Task, 'id' | 'entry' | 'modified'>;
  /** The same over what the queue has now. */
  again(present: Task | undefined): Draft;
}

/**
 * Makes the tasks of all rows before the transaction, which is tried again whenever another writer is faster and so should be
 * short. Their references name rows of the import first and tasks of the queue second.
 * @throws BacklogError naming row, field and value
 */
export async function draftRows(context: Context, rows: readonly ImportRow[]): Promise<Draft[]> {
  const uuids = new Map<string, string>();
  const named = rows.map((row) => ({ row, uuid: row.uuid ?? randomUUID() }));
  for (const { row, uuid } of named) {
    uuids.set(uuid, uuid);
    if (row.ref !== undefined) uuids.set(row.ref, uuid);
  }
  const find = (name: string) => uuids.get(name) ?? findTask(context.queue, name).uuid;
  const drafts: Draft[] = [];
  for (const { row, uuid } of named) {
    if (drafts.length % ROWS_PER_TURN === 0) await nextTurn();
    drafts.push(draft({ ...context, find }, row, uuid, context.store.state.get('task', uuid)));
  }
  return drafts;
}

function draft(
  within: Parameters<typeof readFields>[2],
  row: ImportRow,
  uuid: string,
  present: Task | undefined,
): Draft {
  const status = row.fields.recur ? ('recurring' as const) : ('pending' as const);
  const { end, ...open } = { ...(present ?? { uuid, status }), ...row.given } as Task;
  const closed = open.status === 'completed' || open.status === 'deleted';
  const blank = closed && end ? { ...open, end } : open;
  return {
    row,
    uuid,
    present,
    task: inRow(row.number, () => readFields(blank, row.fields, within, randomUUID)),
    again: (now) => draft(within, row, uuid, now),
  };
}

/**
 * Puts the drafted tasks in the caller's transaction. One that changed since is drafted again; circles are looked for once,
 * when all are there.
 * @throws BacklogError naming row, field and value
 */
export function placeDrafts(tx: Tx, context: Context, drafts: readonly Draft[]): Placed[] {
  const placed = drafts.map((made) => {
    const { row, uuid } = made;
    const present = tx.get('task', uuid);
    const { task } = present === made.present ? made : made.again(present);
    const stamped = {
      entry: tx.at,
      ...task,
      id: present?.id ?? tx.nextId('task'),
      modified: row.given.modified ?? tx.at,
    };
    const closed = stamped.status === 'completed' || stamped.status === 'deleted';
    const whole = inSeries(closed && !stamped.end ? { ...stamped, end: tx.at } : stamped, context.clock.zone);
    if (present) inRow(row.number, () => checkHeld(tx, context, { row, present, whole }));
    tx.put('task', uuid, whole);
    for (const [name, blob] of row.docs) putDocVersion(tx, context, { task: whole, name, blob });
    return { ...(row.ref === undefined ? {} : { ref: row.ref }), task: tx.get('task', uuid)! };
  });
  standIn(
    tx,
    context.uuidOf,
    placed.map(({ task }) => task),
  );
  refuseCircles(context, drafts);
  return placed;
}

/** What a holder works by is its own to change, by an import too. */
function checkHeld(tx: Tx, context: Context, to: { row: ImportRow; present: Task; whole: Task }): void {
  changeHeld(tx, context, to.present, to.whole);
  if (to.row.docs.some(([name]) => name === SPEC)) checkMayDirect(tx, context, to.present, 'the specification');
}

/** Names the row of the task that may not be stored. */
export function inItsRow(error: unknown, drafts: readonly Draft[]): unknown {
  if (!(error instanceof BacklogError) || error.data?.kind !== 'task') return error;
  const { record, problems } = error.data as {
    record: { uuid?: string };
    problems: { field: string; message: string; received: unknown }[];
  };
  const found = drafts.find(({ uuid }) => uuid === record.uuid);
  return found && problems[0] ? refuseField({ ...problems[0], number: found.row.number }) : error;
}

function refuseCircles({ queue }: Context, drafts: readonly Draft[]): void {
  const rows = new Map(drafts.map(({ uuid, row }) => [uuid, row]));
  const edges = {
    depends: (uuid: string) => queue.get(uuid)?.depends ?? [],
    parent: (uuid: string) => [queue.get(uuid)?.parent].filter((parent) => parent !== undefined),
  };
  for (const [field, next] of Object.entries(edges)) {
    const circle = findAnyCycle(rows.keys(), next);
    if (!circle) continue;
    const number = Math.max(...circle.map((uuid) => rows.get(uuid)?.number ?? 0));
    const names = circle.map((uuid) => rows.get(uuid)?.ref ?? queue.get(uuid)?.id ?? uuid);
    refuse('cycle', `row ${number}, field ${field}: that would be a cycle: ${names.join(' -> ')}`, {
      hint: 'Remove one of these references first.',
      data: { row: number, field, cycle: names },
    });
  }
}
