import { BacklogError } from '../../domain/errors.ts';
import { namedScope } from '../../domain/repository.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { isProven } from '../../domain/task/unmet-criteria.ts';
import type { Undecided } from '../../report/sync-result.ts';
import { FILE_FIELDS, type FileTask, type OpenFile, problemError, type RowEdit } from '../../sources/index.ts';
import { readDoc, SPEC } from '../documents/documents.ts';
import { unknownErrors } from '../import/complaints.ts';
import { draftRows } from '../import/draft-rows.ts';
import type { ImportRow } from '../import/import-row.ts';
import { type ArchivedRows, archivedRows } from '../import/match/archived.ts';
import { takeRow } from '../import/take/take-row.ts';
import { compileContextFilter } from '../task/select.ts';
import type { Context } from '../workspace/context.ts';
import { baseOf, type Digests, digestOf, isNone, moveOf } from './merge-field.ts';
import { type SyncRow, saysSame, valuesHere } from './row-values.ts';
import { matchRows } from './rows.ts';
import { conflict, gone, refusedRow, removed, unproven } from './undecided.ts';

/** What the caller wants. */
export interface Wish {
  /** The file as the caller wrote it, for lines to type. */
  said: string;
  only: string | undefined;
  /** The side that wins where both changed, for the tasks of `ids` or for all. */
  side: 'ours' | 'theirs' | undefined;
  ids: ReadonlySet<string>;
  /** Whether to delete tasks whose lines are gone. */
  delete: boolean;
}

/** The part of a plan for one row. */
export interface RowPlan {
  row: SyncRow;
  /** Fields whose value the queue takes from the file, and fields that it gives to the file. */
  take: string[];
  give: string[];
  /** Fields whose base stays, because somebody has to decide. */
  open: Set<string>;
  /** Digests of the queue's values when the plan was made. */
  here: Readonly<Record<string, string>>;
  spec: string | undefined;
  /** The row to import. Undefined if the queue takes nothing that an import writes. */
  taken?: ImportRow;
  isNew: boolean;
}

export interface SyncPlan {
  rows: RowPlan[];
  /** Changes of the file by position of the row, and the tasks that it gets. */
  edits: Map<number, RowEdit>;
  added: FileTask[];
  /** Tasks to delete, and tasks that leave the synchronisation. */
  deleted: Task[];
  dropped: string[];
  undecided: Undecided[];
  archived: ArchivedRows;
}

interface Planning {
  open: OpenFile;
  /** Record id of the synchronisation, and the file's path. */
  key: string;
  file: string;
  wish: Wish;
  /** Messages about rows that the queue refused, by position. */
  refused: ReadonlyMap<number, string>;
}

/** Compares file, queue and the last synchronised state, and plans the changes of both sides. Changes nothing. */
export async function planSync(context: Context, planning: Planning): Promise<SyncPlan> {
  const { open, key, file, wish } = planning;
  const archived = await archivedRows(context, { rows: [...open.rows], left: [], mapped: new Map() });
  const known = knownOf(context, key);
  const matched = matchRows(open.rows, { context, file, known: new Set(known.keys()), archived });
  const plan: SyncPlan = {
    ...{ rows: [], edits: new Map(), added: [], deleted: [], dropped: [] },
    ...{ undecided: matched.undecided, archived },
  };
  const lines = new Set(matched.rows.map(({ uuid }) => uuid));
  for (const row of matched.rows) {
    if (row.present) plan.rows.push(await planRow(context, row, { plan, planning, seen: known.get(row.uuid) }));
    else if (!archived.byUuid.has(row.uuid))
      await planWithoutTask(context, row, { plan, planning, isKnown: known.has(row.uuid) });
  }
  for (const uuid of known.keys()) if (!lines.has(uuid)) planRemoved(context, uuid, { plan, wish });
  const isKnown = (uuid: string) => lines.has(uuid) || known.has(uuid) || matched.candidates.has(uuid);
  const filter = await compileContextFilter(context, wish.only ?? '');
  const fresh = filter.select(context.facts()).filter((task) => task.status === 'pending' && !isKnown(task.uuid));
  const back = plan.added;
  plan.added = [];
  for (const task of [...back, ...fresh.sort((a, b) => a.id - b.id)]) plan.added.push(await fileTask(context, task));
  return plan;
}

/** Returns the digests of the tasks that the file had after the last synchronisation, by uuid. */
function knownOf({ store }: Context, key: string): Map<string, Readonly<Record<string, string>>> {
  const known = new Map<string, Readonly<Record<string, string>>>();
  for (const [, { file, uuid, seen }] of store.state.all('synced')) if (file === key) known.set(uuid, seen);
  return known;
}

/** Returns a task as a file shows it. */
async function fileTask(context: Context, task: Task): Promise<FileTask> {
  const spec = await readDoc(context, task, SPEC);
  const scope = task.scope && namedScope(task.scope, context.repositories.all);
  return { ...task, ...(scope ? { scope } : {}), ...(spec === null ? {} : { docs: { spec } }) };
}

async function planRow(
  context: Context,
  row: SyncRow,
  { plan, planning, seen }: { plan: SyncPlan; planning: Planning; seen: Readonly<Record<string, string>> | undefined },
): Promise<RowPlan> {
  const present = row.present!;
  const spec = (await readDoc(context, present, SPEC)) ?? undefined;
  const values = valuesHere(present, spec);
  const here = Object.fromEntries(FILE_FIELDS.map((field) => [field, digestOf(field, values[field])]));
  const made: RowPlan = { row, take: [], give: [], open: new Set(), here, spec, isNew: false };
  const both: string[] = [];
  for (const field of FILE_FIELDS) {
    const now: Digests = { file: digestOf(field, row.values[field]), queue: here[field]! };
    const move = moveOf(baseOf(seen, field), now);
    if (move === 'take') made.take.push(field);
    else if (move === 'give') made.give.push(field);
    else if (move === 'both') both.push(field);
  }
  const { wish, refused } = planning;
  const side = sideFor(wish, present);
  try {
    if (row.row.problems.length > 0) throw problemError(row.row.problems[0]!);
    const there = both.some((field) => !saysSame(field, row.values[field], values[field]))
      ? await resolved(context, row)
      : values;
    for (const field of both) {
      if (saysSame(field, row.values[field], values[field]) || saysSame(field, there[field], values[field])) continue;
      if (side) made[side === 'ours' ? 'give' : 'take'].push(field);
      else {
        made.open.add(field);
        plan.undecided.push(conflict(context, { row, present, field, queue: values[field], wish }));
      }
    }
    const message = refused.get(row.index);
    if (message !== undefined) throw new BacklogError('conflict', message);
    const fields = made.take.filter(
      (field) => field !== 'status' && !(field === 'spec' && row.values.spec === undefined),
    );
    if (fields.length > 0) made.taken = await taken(context, row, fields);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    for (const field of made.take) made.open.add(field);
    made.take = [];
    plan.undecided.push(refusedRow(row, error));
  }
  planFileEdit(context, plan, made, await fileTask(context, present));
  return made;
}

/** Plans the edit of the row: its mark, the fields that the queue gives, and the boxes of met criteria. */
function planFileEdit(context: Context, plan: SyncPlan, { row, give, take, open }: RowPlan, task: FileTask): void {
  const { acceptance = [] } = task;
  const ticked = new Set(row.ticked);
  const shown = new Set((row.values.acceptance as string[] | undefined) ?? []);
  const isFile = row.row.hand !== undefined;
  const fields = [...give];
  const stays = !take.includes('acceptance') && !open.has('acceptance');
  const isUnticked = acceptance.some((one) => shown.has(one.text) && isProven(one) && !ticked.has(one.text));
  if (isFile && stays && isUnticked && !fields.includes('acceptance')) fields.push('acceptance');
  for (const one of acceptance)
    if (isFile && ticked.has(one.text) && !isProven(one)) plan.undecided.push(unproven(context, row, task, one));
  const boxes = acceptance.map(({ id, text, met }) => ({
    ...{ id, text },
    ...(ticked.has(text) || (met && isProven({ met })) ? { met: met ?? NO_PROOF } : {}),
  }));
  const edit: RowEdit = {
    ...(row.marked ? {} : { mark: row.uuid }),
    ...(fields.length > 0
      ? { task: { ...task, ...(acceptance.length > 0 ? { acceptance: boxes } : {}) }, fields }
      : {}),
  };
  if (Object.keys(edit).length > 0) plan.edits.set(row.index, edit);
}

/** Stands for the evidence of a box that is ticked in the file. Only whether it exists is written. */
const NO_PROOF = { at: '1970-01-01T00:00:00Z', actor: 'the file', evidence: 'ticked' } as const;

async function planWithoutTask(
  context: Context,
  row: SyncRow,
  { plan, planning, isKnown }: { plan: SyncPlan; planning: Planning; isKnown: boolean },
): Promise<void> {
  const { wish, refused } = planning;
  if (isKnown && wish.side === 'ours' && isNamed(wish, row.uuid)) {
    plan.edits.set(row.index, { remove: true });
    plan.dropped.push(row.uuid);
    return;
  }
  if (isKnown && !(wish.side === 'theirs' && isNamed(wish, row.uuid))) {
    plan.undecided.push(gone(context, row, wish));
    return;
  }
  try {
    const message = refused.get(row.index);
    if (message !== undefined) throw new BacklogError('conflict', message);
    if (row.row.problems.length > 0) throw problemError(row.row.problems[0]!);
    const [unknown] = row.marked || row.row.hand !== undefined ? [] : unknownErrors(row.row.extra, row.row.place);
    if (unknown) throw unknown;
    const made = await taken(context, row, FILE_FIELDS);
    plan.rows.push({
      row,
      take: [...FILE_FIELDS],
      give: [],
      open: new Set(),
      here: {},
      spec: undefined,
      isNew: true,
      taken: made,
    });
    if (!row.marked) plan.edits.set(row.index, { mark: row.uuid });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    plan.undecided.push(refusedRow(row, error));
  }
}

function planRemoved(context: Context, uuid: string, { plan, wish }: { plan: SyncPlan; wish: Wish }): void {
  const task = context.queue.get(uuid);
  if (!task || !isOpen(task)) {
    plan.dropped.push(uuid);
    return;
  }
  const side = sideFor(wish, task);
  if (side === 'theirs' || (wish.delete && isNamed(wish, uuid, task.id))) {
    plan.deleted.push(task);
    plan.dropped.push(uuid);
  } else if (side === 'ours') plan.added.push(task);
  else plan.undecided.push(removed(context, task, wish));
}

function isNamed({ ids }: Wish, uuid: string, id?: number): boolean {
  return ids.size === 0 || ids.has(uuid) || ids.has(String(id));
}

function sideFor(wish: Wish, { id, uuid }: Task): Wish['side'] {
  return wish.side && isNamed(wish, uuid, id) ? wish.side : undefined;
}

/** Reads the row's values by the rules of the queue, as if all of them were imported. */
async function resolved(context: Context, row: SyncRow): Promise<Record<string, unknown>> {
  const { drafts, failed } = await draftRows(context, [await taken(context, row, FILE_FIELDS)], {
    check: false,
    archived: new Map(),
  });
  if (failed[0]) throw failed[0].error;
  return { ...valuesHere(drafts[0]!.task as Task, row.values.spec as string | undefined), status: row.values.status };
}

/** Fields of a new row besides {@link FILE_FIELDS}: times that a list of another tool contains, and its origin. */
const OF_NEW = ['entry', 'end', 'source'];

/** Makes the row that an import would write, of some fields. A field without a value is cleared. */
function taken(context: Context, row: SyncRow, fields: readonly string[]): Promise<ImportRow> {
  const { present, values, uuid } = row;
  const known: Record<string, unknown> = {
    uuid,
    ref: row.row.known.ref,
    description: present?.description ?? values.description,
  };
  if (row.row.known.ref === undefined) delete known.ref;
  for (const field of fields) {
    const value = isNone(field, values[field]) ? undefined : values[field];
    if (field === 'status') {
      if (!present) known.status = values.status;
    } else if (field === 'spec') {
      if (value !== undefined) known.docs = { [SPEC]: value };
    } else if (field === 'acceptance') known.acceptance = ((value ?? []) as string[]).map((text) => ({ text }));
    else if (value !== undefined) known[field] = value;
    else if (present) known[field] = null;
  }
  if (!present) {
    for (const field of OF_NEW) if (row.row.known[field] !== undefined) known[field] = row.row.known[field];
    if (known.source && row.marked) delete known.source;
  }
  const extra = present ? {} : row.row.extra;
  return takeRow(context, { ...row.row, known, extra, byHand: undefined } as never, { present });
}
