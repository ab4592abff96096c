import { isNothing } from '../../domain/fields/nothing.ts';
import type { Task } from '../../domain/task/task.ts';
import { FILE_FIELDS } from '../../sources/index.ts';
import { SPEC } from '../documents/documents.ts';
import { draftRows } from '../import/draft-rows.ts';
import type { ImportRow } from '../import/import-row.ts';
import { takeRow } from '../import/take/take-row.ts';
import type { Context } from '../workspace/context.ts';
import { type SyncRow, valuesHere } from './row-values.ts';

/** Reads the row's values by the rules of the queue, as if all of them were imported. */
export async function resolvedValues(context: Context, row: SyncRow): Promise<Record<string, unknown>> {
  const { drafts, failed } = await draftRows(context, [await importRowOf(context, row, FILE_FIELDS)], {
    check: false,
    archived: new Map(),
  });
  if (failed[0]) throw failed[0].error;
  return { ...valuesHere(drafts[0]!.task as Task, row.values.spec as string | undefined), status: row.values.status };
}

/**
 * Fields of a new row besides {@link FILE_FIELDS}: times that a list of another tool contains, its origin, and whether
 * somebody works on it there.
 */
const OF_NEW = ['entry', 'end', 'source', 'underway'];

/** Makes the row that an import would write, of some fields. A field without a value is cleared. */
export function importRowOf(context: Context, row: SyncRow, fields: readonly string[]): Promise<ImportRow> {
  const { present, values, uuid } = row;
  const known: Record<string, unknown> = {
    uuid,
    ref: row.row.known.ref,
    description: present?.description ?? values.description,
  };
  if (row.row.known.ref === undefined) delete known.ref;
  for (const field of fields) {
    const value = isNothing(values[field], field) ? undefined : values[field];
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
