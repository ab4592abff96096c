import { refuse } from '../../domain/errors.ts';
import { findAnyCycle, waitsFor } from '../../domain/queue/graph.ts';
import { isClosed, isFromOutside, isOpen, type Task } from '../../domain/task/task.ts';
import { locationText } from '../../sources/index.ts';
import type { Tx } from '../../store/index.ts';
import { putAttachment } from '../attachments/attachments.ts';
import { changeHeld, checkMayDirect } from '../claim/held.ts';
import { putDocVersion, SPEC } from '../documents/documents.ts';
import { inSeries, refuseStarted, skipImportedDates } from '../recurrence/recurrence.ts';
import { closeTask, deleteTask, reopened } from '../task/close.ts';
import { boundToRun } from '../task/evidence.ts';
import { awaitsPerson } from '../task/intake/awaits.ts';
import { without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { inRow } from './complaints.ts';
import type { Draft } from './draft-rows.ts';
import type { ImportRow } from './import-row.ts';

export interface Imported {
  ref?: string | undefined;
  task: Task;
}

/** Writes one draft with a transaction of the caller's choice. */
export type InStep = <T>(draft: Draft, step: (tx: Tx) => T) => T;

/**
 * Writes the drafted tasks into the transaction. Drafts a task again if it changed since its draft. Checks for cycles
 * once at the end.
 * @throws BacklogError naming the row, field and value
 */
export function putDrafts(
  tx: Tx,
  context: Context,
  drafts: readonly Draft[],
  inStep: InStep = (_, step) => step(tx),
): Imported[] {
  const putDraft = (tx: Tx, draft: Draft, i: number): Imported => {
    context.caller.progress?.(i, drafts.length, 'storing tasks');
    const { row, uuid } = draft;
    const present = tx.get('task', uuid);
    if (draft.present && !present) refuseGone(draft);
    const { awaits: marked, ...drafted } = (present === draft.present ? draft : draft.again(present)).task;
    const outside = isFromOutside(row.given.awaits) ? marked : undefined;
    const awaits = outside ?? (present ?? awaitsPerson(tx, context.caller)).awaits;
    const stamped = {
      entry: tx.at,
      ...drafted,
      ...(awaits ? { awaits } : {}),
      id: present?.id ?? tx.nextId('task'),
      modified: row.given.modified ?? tx.at,
    };
    const made = inSeries(isClosed(stamped) && !stamped.end ? { ...stamped, end: tx.at } : stamped, context.clock);
    const whole = present ? inRow(row.place, () => changed(tx, context, { row, present, made })) : made;
    tx.put('task', uuid, whole);
    for (const [name, blob] of row.docs) putDocVersion(tx, context, { task: whole, name, blob });
    for (const one of row.attachments) putAttachment(tx, context, { task: whole, ...one });
    return { ...(row.ref === undefined ? {} : { ref: row.ref }), task: tx.get('task', uuid)! };
  };
  const imported = drafts.map((draft, i) => inStep(draft, (tx) => putDraft(tx, draft, i)));
  skipImportedDates(
    tx,
    context.uuidOf,
    imported.map(({ task }) => task),
  );
  refuseCircles(context, drafts);
  context.caller.progress?.(drafts.length, drafts.length, 'writing the change');
  return imported;
}

/**
 * Refuses a task that left the queue after its row was drafted. It may be archived, so it must not be created again.
 */
function refuseGone({ row, uuid }: Draft): never {
  return refuse('conflict', `${locationText(row.place)}: task ${uuid} was removed from the queue during the import`, {
    hint: 'Import it again.',
    data: { ...row.place },
  });
}

/** Checks a change of a task by the rules of commands, and changes its claims. @returns the task to store */
function changed(
  tx: Tx,
  context: Context,
  { row, present, made }: { row: ImportRow; present: Task; made: Task },
): Task {
  const whole = boundToRun(tx, context, present, made);
  changeHeld(tx, context, present, whole);
  if (row.docs.some(([name]) => name === SPEC)) checkMayDirect(tx, context, present, 'the spec');
  return whole.status === present.status ? whole : withStatus(tx, context, present, whole);
}

/**
 * Completes, deletes and reopens a task as commands do, despite open subtasks and unmet criteria: other tools allow
 * both. Keeps the times and notes of the row, so that the next import of the row changes nothing.
 */
function withStatus(tx: Tx, context: Context, present: Task, whole: Task): Task {
  if (whole.status === 'recurring') refuseStarted(present);
  if (isOpen(whole)) return isOpen(present) ? whole : reopened(whole, tx.at);
  const before = { ...whole, status: present.status };
  if (whole.status === 'deleted') deleteTask(tx, context, before);
  else closeTask(tx, context, isOpen(present) ? before : reopened(before, tx.at));
  return without(whole, 'start');
}

function refuseCircles({ queue }: Context, drafts: readonly Draft[]): void {
  const rows = new Map(drafts.map(({ uuid, row }) => [uuid, row]));
  const waits = (uuid: string) => waitsFor(queue, uuid);
  // The graph has both dependencies and parents, so one search finds every cycle.
  if (!findAnyCycle(rows.keys(), waits)) return;
  const edges = {
    depends: (uuid: string) => queue.get(uuid)?.depends ?? [],
    parent: (uuid: string) => [queue.get(uuid)?.parent].filter((parent) => parent !== undefined),
    'depends and parent': waits,
  };
  for (const [field, next] of Object.entries(edges)) {
    const circle = findAnyCycle(rows.keys(), next);
    if (!circle) continue;
    const place = circle
      .flatMap((uuid) => rows.get(uuid)?.place ?? [])
      .reduce((last, one) => (one.row > last.row ? one : last), { row: 0 });
    const names = circle.map((uuid) => {
      const row = rows.get(uuid);
      return row?.ref ?? row?.given.source?.id ?? queue.get(uuid)?.id ?? uuid;
    });
    refuse(
      place.file === undefined ? 'cycle' : 'invalid',
      `${locationText(place)}, field ${field}: this would form a cycle: ${names.join(' -> ')}`,
      {
        hint: 'Remove one of these references first.',
        data: { ...place, field, cycle: names },
      },
    );
  }
}
