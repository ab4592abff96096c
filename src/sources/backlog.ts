import { putOwn } from '../base/own-property.ts';
import { DERIVED } from '../domain/fields/derived.ts';
import type { FieldRow } from '../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../domain/fields/table.ts';
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
    ...task,
    ...(docs && Object.keys(docs).length > 0 ? { docs } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  }),
};

function isDerived(name: string): boolean {
  return (DERIVED as readonly string[]).includes(name);
}
