import { entryText } from '../../domain/scope-text.ts';
import { isUuid, type Task } from '../../domain/task/task.ts';
import { FILE_FIELDS, type OpenFile } from '../../sources/index.ts';
import { isNone } from './merge-field.ts';

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
export function valuesHere(task: Task, spec: string | undefined): Record<string, unknown> {
  const own = task as unknown as Readonly<Record<string, unknown>>;
  const acceptance = task.acceptance?.map(({ text }) => text);
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
  typeof one === 'object' && one !== null ? (one as { text?: unknown }).text : one;

export const isText = (value: unknown): value is string => typeof value === 'string';

/** Checks whether two forms of a field's value mean the same: as a file has it, and as the queue has it. */
export function saysSame(field: string, there: unknown, here: unknown): boolean {
  return JSON.stringify(plain(field, there)) === JSON.stringify(plain(field, here));
}

function plain(field: string, value: unknown): unknown {
  if (isNone(field, value)) return null;
  if (field === 'tags' || field === 'depends') return [...new Set(listed(value))].sort();
  if (field === 'scope')
    return listed(value, false).map((entry) =>
      typeof entry === 'string' ? entry : entryText(entry as { glob: string }),
    );
  return typeof value === 'string' ? value.trim() : value;
}

function listed(value: unknown, splits = true): unknown[] {
  if (Array.isArray(value)) return value;
  return splits
    ? String(value)
        .split(/[,\s]+/)
        .filter(Boolean)
    : [value];
}
