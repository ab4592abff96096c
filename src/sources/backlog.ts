import { putOwn } from '../base/own-property.ts';
import type { FieldRow } from '../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../domain/fields/table.ts';
import { DERIVED } from '../domain/fields/words.ts';
import type { TaskSource } from './source.ts';

/** Names that a row can have in addition to a task's fields. */
export const ROW_ONLY = ['ref', 'spec', 'docs', 'attachments'] as const;

const FIELDS: Readonly<Record<string, FieldRow | undefined>> = TASK_FIELDS;

/** All names that a row of Backlog's own format can have. */
export const ROW_NAMES: readonly string[] = [...ROW_ONLY, ...Object.keys(TASK_FIELDS)];

/** Rows and exports of Backlog, with the names of the task's fields. Null clears a field, if commands can. */
export const BACKLOG: TaskSource = {
  name: 'backlog',
  detect: () => true,
  strict: true,
  read(raw) {
    const known: Record<string, unknown> = {};
    const extra: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(raw)) {
      const row = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
      const clears = value === null && row !== undefined && isSettable(row);
      if (isDerived(name) || value === undefined || (value === null && !clears)) continue;
      putOwn(ROW_NAMES.includes(name) ? known : extra, name, value);
    }
    return { known, extra, warnings: [] };
  },
  write: (task, { docs, attachments = [] }) => ({
    ...inOrder(task),
    ...(docs && Object.keys(docs).length > 0 ? { docs: inOrder(docs) } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  }),
};

/**
 * Returns a task with its fields in the order of the field table, and the parts of a field in the order of their names.
 * So the export of an import is the same text. `extra` keeps the order of its tool.
 */
function inOrder(task: object): Record<string, unknown> {
  const places = new Map(Object.keys(FIELDS).map((name, place) => [name, place]));
  const placeOf = (name: string) => places.get(name) ?? places.size;
  const fields = Object.entries(task).sort(([a], [b]) => placeOf(a) - placeOf(b) || byName(a, b));
  return Object.fromEntries(fields.map(([name, value]) => [name, name === 'extra' ? value : partsInOrder(value)]));
}

function partsInOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(partsInOrder);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).sort(([a], [b]) => byName(a, b));
  return Object.fromEntries(parts.map(([name, part]) => [name, partsInOrder(part)]));
}

const byName = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function isDerived(name: string): boolean {
  return (DERIVED as readonly string[]).includes(name);
}
