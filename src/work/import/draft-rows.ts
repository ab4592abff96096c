import { randomUUID } from 'node:crypto';
import { inTurns } from '../../base/progress.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { isClosed, type Task } from '../../domain/task/task.ts';
import { baseText, mergingOf, readBase, said } from '../merge/base.ts';
import { addPurged } from '../recurrence/recurrence.ts';
import { readFields, readingBy } from '../task/fields.ts';
import { findTask, isReference } from '../task/find.ts';
import { without } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { validateRecord } from '../workspace/validate.ts';
import { inItsRow, inRow, rowError } from './complaints.ts';
import type { BadRow, ImportRow } from './import-row.ts';
import { fieldErrors } from './take/field-errors.ts';

/** The task that an import makes from a row. It has no number and time before the commit. */
export interface Draft {
  row: ImportRow;
  uuid: string;
  /** The existing task of the row, as it was in the queue when the row was drafted. */
  present: Task | undefined;
  task: Omit<Task, 'id' | 'entry' | 'modified'>;
  /** Drafts the row again, based on the current task. */
  again(present: Task | undefined): Draft;
}

/**
 * Drafts the tasks of all rows before the transaction. The transaction must be short, because it repeats when another
 * writer was faster.
 * A reference means a row of the import or, if no row has this name, a task of the queue.
 */
export async function draftRows(
  context: Context,
  rows: readonly ImportRow[],
  { check, archived }: { check: boolean; archived: ReadonlyMap<string, Task> },
): Promise<{ drafts: Draft[]; failed: BadRow[] }> {
  const { queue } = context;
  const named = rows.map((row) => ({ row, uuid: row.uuid ?? randomUUID() }));
  const { uuids, twice } = namesOfRows(named);
  const find = (name: string) =>
    uuids.get(name) ??
    (twice.has(name) ? refuseTwice(name) : undefined) ??
    archived.get(name)?.uuid ??
    (isReference(name) ? findTask(queue, name).uuid : refuseRef(name));
  const within = { ...readingBy({ at: toInstant(context.clock.now) }, context), find, imported: true };
  const drafts: Draft[] = [];
  const failed: BadRow[] = [];
  for await (const [, { row, uuid }] of inTurns(named, { progress: context.caller.progress, what: 'making tasks' })) {
    try {
      const made = draft(within, row, uuid, within.store.state.get('task', uuid));
      if (check) checkDraft(made);
      drafts.push(made);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      const all = fieldErrors(row.fields, within, row.place);
      const { place, raw, mayLeave } = row;
      failed.push({ place, raw, error: rowError([...all, error], row), ...(mayLeave ? { mayLeave } : {}) });
    }
  }
  return { drafts, failed };
}

/** Validates a draft by the rules of the commit, so that the import can still skip a bad row. */
function checkDraft(made: Draft): void {
  const { task, present, row } = made;
  const stamp = '2000-01-01T00:00:00Z';
  try {
    validateRecord('task', { entry: stamp, ...task, id: present?.id ?? 1, modified: row.given.modified ?? stamp });
  } catch (error) {
    throw inItsRow(error, [made]);
  }
}

/** Collects the names by which rows can refer to each other: ref, uuid, and a unique original number. */
function namesOfRows(named: readonly { row: ImportRow; uuid: string }[]) {
  const uuids = new Map<string, string>();
  const numbers = new Map<string, string>();
  const twice = new Set<string>();
  for (const { row, uuid } of named) {
    uuids.set(uuid, uuid);
    if (row.ref !== undefined) uuids.set(row.ref, uuid);
    if (row.number === undefined) continue;
    if (numbers.has(row.number)) twice.add(row.number);
    numbers.set(row.number, uuid);
  }
  for (const [number, uuid] of numbers) if (!uuids.has(number) && !twice.has(number)) uuids.set(number, uuid);
  return { uuids, twice };
}

/** Stores the task's own values as the base of its side, for the fields of this import. */
function noted(task: Draft['task'], { fresh }: ImportRow): Draft['task'] {
  const { source } = task;
  if (!source?.seen || !fresh) return task;
  const seen = { ...source.seen };
  for (const field of fresh) {
    if (field.startsWith('docs.') || mergingOf(field) === 'shared') continue;
    const here = said(field, (task as Record<string, unknown>)[field]);
    const text = baseText({ there: readBase(seen[field]).there, here });
    if (text === '') delete seen[field];
    else seen[field] = text;
  }
  return { ...task, source: { ...source, seen } };
}

/** Keeps the present order of tags and dependencies if an import only changes their order. Other tools sort them. */
function inTheOrderOf(present: Task | undefined, task: Draft['task']): Draft['task'] {
  const isSame = (here: readonly string[] = [], read: readonly string[] = []) =>
    here.length === read.length && new Set([...here, ...read]).size === here.length;
  const { tags, depends } = present ?? {};
  return {
    ...task,
    ...(tags && isSame(tags, task.tags) ? { tags } : {}),
    ...(depends && isSame(depends, task.depends) ? { depends } : {}),
  };
}

/** Keeps the list of purged instances of a series, so that an import doesn't restore them. */
function withPurged<Of extends Draft['task']>(task: Of, present: Task | undefined): Of {
  const { purged } = present?.series ?? {};
  return task.series && purged ? { ...task, series: addPurged(task.series, purged) } : task;
}

function refuseTwice(number: string): never {
  return refuse('usage', `several rows have the id ${number}`, {
    hint: 'Give every row its own id, or refer to rows by uuid.',
    data: { received: number },
  });
}

function refuseRef(name: string): never {
  return refuse('usage', `no row has the ref "${name}"`, {
    hint: `Add "ref": "${name}" to the row that you mean. Refer to tasks of the queue by number or UUID.`,
    data: { received: name },
  });
}

function draft(
  within: Parameters<typeof readFields>[2],
  row: ImportRow,
  uuid: string,
  present: Task | undefined,
): Draft {
  const given: Draft['task'] & Partial<Task> = { ...(present ?? { uuid, status: 'pending' }), ...row.given };
  const { handoff } = given;
  const left = handoff === undefined ? without(given, 'handoff') : given;
  const blank = withPurged(isClosed(left) ? left : without(left, 'end'), present);
  return {
    row,
    uuid,
    present,
    task: noted(
      inTheOrderOf(
        present,
        repeating(
          inRow(row.place, () => readFields(blank, row.fields, within, randomUUID)),
          row,
        ),
      ),
      row,
    ),
    again: (now) => draft(within, row, uuid, now),
  };
}

/** Makes an open task that gets a recurrence a template, and one that loses it an ordinary task, as `task_modify`. */
function repeating<Of extends Draft['task']>(task: Of, { given, fields }: ImportRow): Of {
  if (given.status !== undefined || fields.recur === undefined || isClosed(task)) return task;
  return { ...task, status: task.recur ? 'recurring' : 'pending' };
}
