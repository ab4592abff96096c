import type { FileTask, OpenFile, RowEdit } from '../../sources/index.ts';
import { FILE_FIELDS } from '../../sources/index.ts';
import { digestOf } from './merge-field.ts';
import { saysSame, valuesHere, valuesOf } from './row-values.ts';
import type { RowPlan, SyncPlan } from './sync-plan.ts';
import { lineOf, unremoved, unwritten } from './undecided.ts';

/** The new text of a file, and its values by uuid as they are read from it. */
export interface NewText {
  text: string;
  values: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** Maximum number of attempts to write a text that reads as it should. */
const TRIES = 6;

/**
 * Writes the planned changes into the text, and reads it again. A place in the file can give a task values, such as its
 * heading's project. Where the text would read differently than planned, the field gets a line of its own; if that
 * doesn't help, the row isn't changed and is undecided.
 */
export async function writeText(
  text: string,
  open: OpenFile,
  plan: SyncPlan,
  reopen: (text: string) => OpenFile | Promise<OpenFile>,
): Promise<NewText> {
  for (let tries = 0; ; tries++) {
    const next = plan.edits.size + plan.added.length === 0 ? text : open.edit({ rows: plan.edits, added: plan.added });
    const values = valuesIn((await reopen(next)).rows);
    const wrong = [
      ...plan.rows.flatMap((one) => wrongIn(one, plan, values)),
      ...plan.added.flatMap((task) => wrongAdded(task, values)),
    ];
    if (wrong.length === 0) {
      keepUnremoved(plan, open, values);
      return { text: next, values };
    }
    for (const one of wrong) mend(plan, one, tries);
    if (tries > TRIES) throw new Error(`the text of a synchronised file can't be written: ${wrong[0]!.field}`);
  }
}

/** Keeps the base of lines that can't be removed, because lines below them stay. The caller decides about them. */
function keepUnremoved(plan: SyncPlan, open: OpenFile, values: NewText['values']): void {
  for (const [index, { remove }] of plan.edits) {
    const row = open.rows[index]!;
    const uuid = String(row.known.uuid).toLowerCase();
    if (!remove || !values.has(uuid)) continue;
    plan.dropped = plan.dropped.filter((dropped) => dropped !== uuid);
    plan.undecided.push(unremoved(row));
  }
}

function valuesIn(rows: OpenFile['rows']): Map<string, Record<string, unknown>> {
  const names = new Map(
    rows.flatMap(({ known: { ref, uuid } }) =>
      typeof ref === 'string' && typeof uuid === 'string' ? [[ref, uuid.toLowerCase()]] : [],
    ),
  );
  const values = new Map<string, Record<string, unknown>>();
  for (const { known } of rows)
    if (typeof known.uuid === 'string' && !values.has(known.uuid.toLowerCase()))
      values.set(known.uuid.toLowerCase(), valuesOf(known, names));
  return values;
}

/** A field that reads differently than planned. */
interface Wrong {
  field: string;
  /** The row, with the value that the file should have; or the added task. */
  row?: RowPlan;
  added?: FileTask;
}

function wrongIn(one: RowPlan, { edits }: SyncPlan, values: NewText['values']): Wrong[] {
  const { row, give } = one;
  const found = values.get(row.uuid);
  const edit = edits.get(row.index);
  if (edit?.remove) return [];
  if (!found) return [{ field: 'uuid', row: one }];
  const here = row.present ? valuesHere(row.present, one.spec) : {};
  return FILE_FIELDS.filter((field) =>
    give.includes(field)
      ? !saysSame(field, found[field], (here as Record<string, unknown>)[field])
      : digestOf(field, found[field]) !== digestOf(field, row.values[field]),
  ).map((field) => ({ field, row: one }));
}

function wrongAdded(task: FileTask, values: NewText['values']): Wrong[] {
  const found = values.get(task.uuid);
  const here = valuesHere(task, task.docs?.spec);
  const isWrong = !found || FILE_FIELDS.some((field) => !saysSame(field, found[field], here[field]));
  return isWrong ? [{ field: 'uuid', added: task }] : [];
}

/** Fields that the place of a line gives it. A line of its own overrides them. */
const BY_PLACE: readonly string[] = ['project', 'parent'];

function mend(plan: SyncPlan, { field, row, added }: Wrong, tries: number): void {
  if (added) {
    plan.added = plan.added.filter((task) => task !== added);
    plan.undecided.push(unwritten(added, {}));
    return;
  }
  const { index, present, values } = row!.row;
  const edit: RowEdit = plan.edits.get(index) ?? {};
  if (BY_PLACE.includes(field) && tries < 3) {
    const task = { ...(edit.task ?? present ?? ({} as FileTask)) } as Record<string, unknown>;
    task[field] = row!.give.includes(field) ? (present as unknown as Record<string, unknown>)[field] : values[field];
    plan.edits.set(index, {
      ...edit,
      task: task as unknown as FileTask,
      fields: [...new Set([...(edit.fields ?? []), field])],
    });
    return;
  }
  // Without its other fields, the row reads as before.
  if (row!.give.length > 0 || edit.fields) {
    plan.edits.set(index, edit.mark === undefined ? {} : { mark: edit.mark });
    for (const one of row!.give) row!.open.add(one);
    row!.give = [];
    if (present) plan.undecided.push(unwritten(present, lineOf(row!.row.row)));
  } else {
    plan.edits.delete(index);
    plan.rows = plan.rows.filter((one) => one !== row);
    plan.undecided.push(unwritten({ description: String(values.description) }, lineOf(row!.row.row)));
  }
}
