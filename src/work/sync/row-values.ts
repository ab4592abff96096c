import { textHash } from '../../base/text-hash.ts';
import { isNothing } from '../../domain/fields/nothing.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { isUuid, type Task } from '../../domain/task/task.ts';
import { FILE_FIELDS, type OpenFile } from '../../sources/index.ts';
import { SPEC } from '../documents/documents.ts';
import { draftRows } from '../import/draft-rows.ts';
import type { ImportRow } from '../import/import-row.ts';
import { readOrigin } from '../import/match/row-origin.ts';
import { trustRules } from '../import/take/outside.ts';
import { takeRow } from '../import/take/take-row.ts';
import { type Base, readBase, said } from '../merge/base.ts';
import type { Context } from '../workspace/context.ts';

/** A row of the file and its task. */
export interface SyncRow {
  index: number;
  row: OpenFile['rows'][number];
  uuid: string;
  /** Whether the file names the uuid. */
  marked: boolean;
  /** The task of the queue; undefined if it has none with this uuid. */
  present: Task | undefined;
  /** The values of {@link FILE_FIELDS} as the file has them. References to other rows are uuids. */
  values: Readonly<Record<string, unknown>>;
  /** Texts of the criteria whose box is ticked. */
  ticked: readonly string[];
}

/** Returns the values of a task in the form of {@link FILE_FIELDS}. */
export function valuesHere(task: Partial<Task>, spec: string | undefined): Record<string, unknown> {
  const own = task as unknown as Readonly<Record<string, unknown>>;
  const acceptance = task.acceptance?.map(criterionLine);
  return { ...Object.fromEntries(FILE_FIELDS.map((field) => [field, own[field]])), acceptance, spec };
}

/** Returns the values of a row by field, with uuids for the names of other rows. */
export function valuesOf(
  known: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string | undefined>,
): Record<string, unknown> {
  const meant = (name: unknown) => {
    const text = String(name);
    return names.get(text) ?? (isUuid(text.toLowerCase()) ? text.toLowerCase() : text);
  };
  const values: Record<string, unknown> = {};
  for (const field of FILE_FIELDS) {
    const value = known[field];
    if (value !== undefined && value !== null) values[field] = value;
  }
  const { docs } = known as { docs?: Record<string, string> };
  if (docs?.spec !== undefined) values.spec = docs.spec;
  values.status ??= 'pending';
  if (isText(values.description)) values.description = values.description.trim();
  if (values.parent !== undefined) values.parent = meant(values.parent);
  if (isText(values.depends)) values.depends = values.depends.split(/[,\s]+/).filter(Boolean);
  if (Array.isArray(values.depends)) values.depends = values.depends.map(meant);
  if (Array.isArray(values.acceptance)) values.acceptance = values.acceptance.map(textOfCriterion);
  return values;
}

const textOfCriterion = (one: unknown) =>
  typeof one === 'object' && one !== null ? criterionLine(one as { text: string }) : one;

export const isText = (value: unknown): value is string => typeof value === 'string';

/** The stored bases of a row's fields, file and queue. Undefined for a marked row that was never synchronised. */
export type Bases = Readonly<Record<string, string>> | undefined;

/** The bases of a row without a mark: all its values are new. */
export const NO_VALUE: Bases = {};

/**
 * Returns the bases of a row that no synchronisation has seen: those of an import of the file from this checkout, so that
 * an edit since then has a side. An import of another checkout had other lines.
 */
export function importedBases({ row, present, marked }: SyncRow, checkout: string): Bases {
  if (marked) return undefined;
  const origin = present?.source;
  if (!origin?.seen || origin.checkout !== checkout || origin.list !== readOrigin(row)?.list) return NO_VALUE;
  const { 'docs.spec': spec, ...fields } = origin.seen;
  // An import stores no base of an open task's status.
  return { status: said('status', 'pending'), ...fields, ...(spec === undefined ? {} : { spec }) };
}

/** Stands for a value that no synchronisation has seen. */
const UNSEEN = '?';

/**
 * Reads the base of a field. Without one, nothing shows which side changed last. A value that only the file has needs a
 * decision, because the queue may have cleared it. A value that only the queue has goes to the file, whose line may never
 * have had it. A line always has a status.
 */
export function baseOf(bases: Bases, field: string): Base {
  if (!bases) return { there: field === 'status' ? UNSEEN : '', here: UNSEEN };
  return readBase(bases[field]);
}

/** Checks whether the base of a field is unknown. */
export function isUnseen({ here }: Base): boolean {
  return here === UNSEEN;
}

/** Returns the digest that earlier versions stored for a value. */
export function formerRowDigest(_: string, value: unknown): string {
  return textHash(JSON.stringify(value ?? null));
}

/** Reads the row's values by the rules of the queue, as if all of them were imported. */
export async function resolvedValues(context: Context, row: SyncRow): Promise<Record<string, unknown>> {
  const { drafts, failed } = await draftRows(context, [await importRowOf(context, row, FILE_FIELDS)], {
    check: false,
    archived: new Map(),
  });
  if (failed[0]) throw failed[0].error;
  return { ...valuesHere(drafts[0]!.task, row.values.spec as string | undefined), status: row.values.status };
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
    } else if (field === 'underway') known.underway = row.row.known.underway ?? null;
    else if (field === 'spec') {
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
  return takeRow(context, { ...row.row, known, extra, byHand: undefined } as never, {
    present,
    rules: trustRules(context),
  });
}
