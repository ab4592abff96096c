import { present } from '../../base/present.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { isProven } from '../../domain/task/unmet-criteria.ts';
import type { FileTask, OpenFile, RowEdit } from '../../sources/index.ts';
import { said, saysSame } from '../merge/base.ts';
import type { Context } from '../workspace/context.ts';
import { valuesHere, valuesOf } from './row-values.ts';
import type { RowPlan, SyncPlan } from './sync-plan.ts';
import { lineOf, unproven, unremoved, unwritten } from './undecided.ts';

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
      ...plan.added.flatMap((task) => wrongAdded(task, plan.fields, values)),
    ];
    if (wrong.length === 0) {
      keepUnremoved(plan, open, values);
      return { text: next, values };
    }
    for (const one of wrong) mend(plan, one, tries);
    if (tries > TRIES) throw new Error(`the text of a synchronised file can't be written: ${wrong[0]!.field}`);
  }
}

/** Plans the edit of the row: its mark, the fields that the queue gives, and the boxes of met criteria. */
export function planFileEdit(
  context: Context,
  plan: SyncPlan,
  { row, give, take, open }: RowPlan,
  task: FileTask,
): void {
  const { acceptance = [] } = task;
  const ticked = new Set(row.ticked);
  const shown = new Set((row.values.acceptance as string[] | undefined) ?? []);
  const isFile = row.row.hand !== undefined;
  const fields = [...give];
  const stays = !take.includes('acceptance') && !open.has('acceptance');
  const isUnticked = acceptance.some(
    (one) => shown.has(criterionLine(one)) && isProven(one) && !ticked.has(criterionLine(one)),
  );
  if (isFile && stays && isUnticked && !fields.includes('acceptance')) fields.push('acceptance');
  for (const one of acceptance)
    if (isFile && ticked.has(criterionLine(one)) && !isProven(one))
      plan.undecided.push(unproven(context, row, task, one));
  const boxes = acceptance.map(({ id, text, by, met }) => ({
    ...{ id, text },
    ...present({ by }),
    ...(ticked.has(criterionLine({ text, by })) || (met && isProven({ met })) ? { met: met ?? NO_PROOF } : {}),
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

function wrongIn(one: RowPlan, { edits, fields }: SyncPlan, values: NewText['values']): Wrong[] {
  const { row, give } = one;
  const found = values.get(row.uuid);
  const edit = edits.get(row.index);
  if (edit?.remove) return [];
  if (!found) return [{ field: 'uuid', row: one }];
  const here = { ...(row.present ? valuesHere(row.present, one.spec) : {}), ...one.merged };
  return fields
    .filter((field) =>
      give.includes(field)
        ? !saysSame(field, found[field], (here as Record<string, unknown>)[field])
        : said(field, found[field]) !== said(field, row.values[field]),
    )
    .map((field) => ({ field, row: one }));
}

function wrongAdded(task: FileTask, fields: readonly string[], values: NewText['values']): Wrong[] {
  const found = values.get(task.uuid);
  const here = valuesHere(task, task.docs?.spec);
  const isWrong = !found || fields.some((field) => !saysSame(field, found[field], here[field]));
  return isWrong ? [{ field: 'uuid', added: task }] : [];
}

function mend(plan: SyncPlan, { field, row, added }: Wrong, tries: number): void {
  if (added) {
    plan.added = plan.added.filter((task) => task !== added);
    plan.undecided.push(unwritten(added, {}));
    return;
  }
  const { index, present, values } = row!.row;
  const edit: RowEdit = plan.edits.get(index) ?? {};
  // The place of a line gives it these two. A line of its own overrides them.
  if ((field === 'project' || field === 'parent') && tries < 3) {
    const value = row!.give.includes(field) ? present?.[field] : values[field];
    plan.edits.set(index, {
      ...edit,
      task: { ...(edit.task ?? present), [field]: typeof value === 'string' ? value : undefined },
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
