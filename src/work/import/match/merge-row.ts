import { clip } from '../../../base/clip.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { inputOf } from '../../../domain/calls/door.ts';
import { isNothing } from '../../../domain/fields/nothing.ts';
import type { FieldRow } from '../../../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../../domain/fields/table.ts';
import { isClosed, type Task } from '../../../domain/task/task.ts';
import type { ReadRows, TaskRow } from '../../../sources/index.ts';
import { readDoc } from '../../documents/documents.ts';
import { baseText, documentOf, isStill, mergingOf, readBase, said } from '../../merge/base.ts';
import { type Merged, merge } from '../../merge/merge.ts';
import type { Context } from '../../workspace/context.ts';
import { changedThere, oldDigestHere, type RowValues, TOGETHER } from './imported-before.ts';
import { hadBefore, isOtherOrigin, isStillOpen, olderIn, originRecord } from './origin-record.ts';
import { rowOrigin } from './row-origin.ts';
import type { TaskOrigin } from './source-key.ts';

/** The two sides of a merge: an imported row with its values, and its existing task. */
interface Sides {
  row: TaskRow;
  present: Task;
  now: RowValues;
  /** Whether to use the source's value if both sides changed the field, and values older than the last import. */
  theirs: boolean;
  /** Names what is checked out where the row is. */
  checkout: string;
  isEdited: ReadRows['isEdited'];
}

/** What a merge found about a row. */
interface RowNews {
  /** The row with the fields to import. Absent if nothing changed in the source. */
  news?: { row: TaskRow; fields: string[] };
  /** Texts of the source that were merged with documents of the task, by name. */
  texts: Record<string, string>;
  /** Messages about fields that both sides changed. */
  clashes: string[];
  /** Fields whose values are older than the last import, so that they aren't imported. */
  older: string[];
  /** Set if the row is open in this checkout, and its task was closed in another one. */
  stillOpen: boolean;
}

/**
 * Finds the fields that changed in the source since the last import. Other fields keep their value in Backlog, and
 * fields that are older than the last import, unless they were edited since the commit of their checkout. If both sides
 * changed a field, their changes are merged. If that isn't possible, Backlog's value stays, and `clashes` has a message
 * about it at every import.
 */
export async function newsOf(context: Context, sides: Sides): Promise<RowNews> {
  const { row, present, now, checkout, theirs } = sides;
  const before = present.source?.seen ?? {};
  const all = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  const taken: Taken = new Map();
  const merged: RowNews = { texts: {}, clashes: [], older: [], stillOpen: false };
  const { id } = rowOrigin(row);
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
      if (mergingOf(field) !== 'shared') merged.older.push(field);
      continue;
    }
    const { here, there } = await sidesOf(context, sides, field);
    const one: Merged = theirs ? { from: 'there' } : await mergeField(context, sides, { field, here, there });
    if (one.from === 'conflict') {
      const name = field.replace(/^docs\./, 'document ');
      merged.clashes.push(
        `${name}: changed here and there; ${shown(here)} stays, ${shown(there)} is left out (${inputOf(context.caller.door, 'theirs')} takes it)`,
      );
      continue;
    }
    // A status that means nothing on both sides stays as it is.
    taken.set(field, one.from === 'same' && isNothing(here, field) ? { from: 'here' } : one);
  }
  const source = originRecord(remembered, { taken: (field) => taken.has(field), theirs });
  if (taken.size === 0 && !isOtherOrigin(present.source, source)) return merged;
  return { ...merged, ...takenRow(sides, taken, source) };
}

/** The fields whose base is the source's value from now on, each with the value to import. */
type Taken = Map<string, Merged>;

/** Returns the row with the values to import. */
function takenRow({ row, present }: Sides, taken: Taken, source: TaskOrigin): Pick<RowNews, 'news' | 'texts'> {
  const known: Record<string, unknown> = {
    uuid: row.known.uuid,
    source,
    description: present.description,
    ...(taken.size === 0 ? { modified: present.modified } : {}),
  };
  const isTaken = (field: string) => taken.has(field) && taken.get(field)!.from !== 'here';
  for (const [field, value] of Object.entries(row.known))
    if (value !== undefined && isTaken(ownProperty(TOGETHER, field) ?? field)) known[field] = value;
  for (const field of taken.keys()) if (row.known[field] === undefined && clears(field)) known[field] = null;
  const there = (row.known.docs ?? {}) as Record<string, string>;
  const docs = Object.fromEntries(Object.entries(there).filter(([name]) => isTaken(`docs.${name}`)));
  const texts: Record<string, string> = {};
  for (const [field, one] of taken) {
    const name = docOf(field);
    if (one.from !== 'both') continue;
    if (name === undefined)
      known[field] = field === 'acceptance' ? (one.value as unknown[]).map(asCriterion) : one.value;
    else {
      texts[name] = there[name]!;
      docs[name] = String(one.value);
      source.seen![field] = baseText({ there: source.seen![field]!, here: said(field, one.value) });
    }
  }
  if (Object.keys(docs).length > 0) known.docs = docs;
  if (taken.has('annotations')) known.annotations = withOwn(present, row.known.annotations);
  const extra = taken.has('extra') ? row.extra : {};
  return { texts, news: { row: { ...row, known, extra }, fields: [...taken.keys()] } };
}

/** Returns a criterion in the form that has its evidence, which a list of texts can't have. */
const asCriterion = (one: unknown) => (typeof one === 'string' ? { text: one } : one);

const docOf = (field: string) => (field.startsWith('docs.') ? field.slice('docs.'.length) : undefined);

/** Returns the values of a field on both sides. The value of a document is its text. */
async function sidesOf(context: Context, { row: { known }, present }: Sides, field: string) {
  const doc = docOf(field);
  if (doc === undefined) return { here: (present as unknown as Record<string, unknown>)[field], there: known[field] };
  return {
    here: await readDoc(context, present, doc),
    there: (known.docs as Record<string, string> | undefined)?.[doc],
  };
}

/** Merges a field that the source changed. */
function mergeField(
  { store }: Context,
  { present }: Sides,
  { field, here, there }: { field: string; here: unknown; there: unknown },
): Promise<Merged> {
  const base = readBase(present.source?.seen?.[field]);
  const moved = { there: true, here: !isStill(base.here, field, here, oldDigestHere) };
  return merge(field, { ...{ here, there, moved, base }, document: () => documentOf(store, base) });
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return clip(
    JSON.stringify(value, (_, one) => (typeof one?.text === 'string' ? one.text : one)),
    60,
  );
}

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
