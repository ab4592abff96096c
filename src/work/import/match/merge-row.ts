import { clip } from '../../../base/clip.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { inputOf } from '../../../domain/calls/door.ts';
import type { FieldRow } from '../../../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../../domain/fields/table.ts';
import { isClosed, type Task } from '../../../domain/task/task.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import { readDoc } from '../../documents/documents.ts';
import type { Context } from '../../workspace/context.ts';
import {
  changedHere,
  changedThere,
  type ImportedDigests,
  isSaid,
  isShared,
  TOGETHER,
  valueHere,
} from './imported-before.ts';
import { hadBefore, isOtherOrigin, isStillOpen, olderIn, originRecord } from './origin-record.ts';
import type { TaskOrigin } from './source-key.ts';

/** The two sides of a merge: an imported row with its digests, and its existing task. */
interface Sides {
  row: TaskRow;
  present: Task;
  now: ImportedDigests;
  /** Whether to use the source's value if both sides changed the field, and values older than the last import. */
  theirs: boolean;
  /** Names what is checked out where the row is. */
  checkout: string;
  isEdited: ReadRows['isEdited'];
}

/** What a merge found about a row. */
interface Merged {
  /** The row with the fields to import. Absent if nothing changed in the source. */
  news?: { row: TaskRow; fields: string[] };
  /** Messages about fields that both sides changed. */
  clashes: string[];
  /** Fields whose values are older than the last import, so that they aren't imported. */
  older: string[];
  /** Set if the row is open in this checkout, and its task was closed in another one. */
  stillOpen: boolean;
}

/**
 * Finds the fields that changed in the source since the last import. Other fields keep their value in Backlog, and
 * fields that are older than the last import, unless they were edited since the commit of their checkout. If both sides changed a field, Backlog's value stays, and `clashes` has a
 * message about it at every import.
 */
export async function newsOf(context: Context, sides: Sides): Promise<Merged> {
  const { row, present, now, checkout, theirs } = sides;
  const before: ImportedDigests = present.source?.seen ?? {};
  const all = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  const fields: string[] = [];
  const merged: Merged = { clashes: [], older: [], stillOpen: false };
  const { id } = row.known.source as TaskOrigin;
  const found = { row, here: present, now, checkout };
  const isEdited = async (field: string) => !hadBefore(found, field) && ((await sides.isEdited?.(id, field)) ?? false);
  const reopens = !theirs && isStillOpen(found) && isClosed(present) && (await isEdited('status'));
  const remembered = { ...found, reopens };
  const isOpenHere = !theirs && isStillOpen(remembered);
  const isOlder = olderIn(remembered);
  for (const field of all.filter((one) => changedThere(one, before, now))) {
    if (isOpenHere && field === 'status') {
      merged.stillOpen = isClosed(present);
      continue;
    }
    if (!theirs && isOlder(field) && !(await isEdited(field))) {
      if (!isShared(field)) merged.older.push(field);
      continue;
    }
    const clash = await clashOf(context, sides, field);
    if (clash === undefined) fields.push(field);
    else merged.clashes.push(clash);
  }
  const of = new Set(fields);
  const source = originRecord(remembered, { taken: (field) => of.has(field), theirs });
  if (fields.length === 0 && !isOtherOrigin(present.source, source)) return merged;
  const known: Record<string, unknown> = {
    uuid: row.known.uuid,
    source,
    description: present.description,
    ...(fields.length === 0 ? { modified: present.modified } : {}),
  };
  for (const [field, value] of Object.entries(row.known)) {
    if (value !== undefined && of.has(ownProperty(TOGETHER, field) ?? field)) known[field] = value;
  }
  for (const field of fields) if (now[field] === undefined && clears(field)) known[field] = null;
  const docs = Object.entries((row.known.docs ?? {}) as Record<string, string>).filter(([name]) =>
    of.has(`docs.${name}`),
  );
  if (docs.length > 0) known.docs = Object.fromEntries(docs);
  if (of.has('annotations')) known.annotations = withOwn(present, row.known.annotations);
  return { ...merged, news: { row: { ...row, known, extra: of.has('extra') ? row.extra : {} }, fields } };
}

/** Returns the message about a field that both sides changed to different values; undefined for any other field. */
async function clashOf(
  context: Context,
  { row, present, now, theirs }: Sides,
  field: string,
): Promise<string | undefined> {
  if (theirs) return undefined;
  const doc = field.startsWith('docs.') ? field.slice('docs.'.length) : undefined;
  const here = doc === undefined ? valueHere(field, present) : await readDoc(context, present, doc);
  const said = doc === undefined ? row.known[field] : (row.known.docs as Record<string, string> | undefined)?.[doc];
  const isSame = field === 'status' ? here === said : isSaid(field, now[field], here);
  if (isSame || !changedHere(field, present.source?.seen ?? {}, here)) return undefined;
  const name = doc === undefined ? field : `document ${doc}`;
  return `${name}: changed here and there; ${shown(here)} stays, ${shown(said)} is left out (${inputOf(context.caller.door, 'theirs')} takes it)`;
}

const shown = (value: unknown) => (value === undefined || value === null ? 'nothing' : clip(JSON.stringify(value), 60));

function clears(field: string): boolean {
  if (field === 'underway') return true;
  const row = ownProperty<FieldRow>(TASK_FIELDS, field);
  return row !== undefined && isSettable(row);
}

/** Matches ids of notes that an import made. All other notes were written in Backlog. */
const IMPORTED = /^i\d+$/;

function withOwn({ annotations = [] }: Task, theirs: unknown): unknown[] {
  return [...((theirs ?? []) as object[]), ...annotations.filter(({ id }) => !IMPORTED.test(id))];
}
