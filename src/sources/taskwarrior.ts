import { fieldsWhere } from '../domain/fields/table.ts';
import { isInstant, toInstant } from '../domain/instant.ts';
import type { Task } from '../domain/task.ts';

/** What Taskwarrior derives or keeps for itself; of no use elsewhere. */
const OWN = new Set(['urgency', 'mask', 'imask', 'rtype', 'last']);

/** Fields of a task that an export of Taskwarrior holds under the same name. */
const SHARED = new Set(fieldsWhere((row) => row.taskwarrior === true));

/**
 * A row of Taskwarrior's export in our terms: compact dates (`20260630T120000Z`), annotations as entry and description,
 * waiting as a status, dependencies as text, `parent` for the recurrence template. Everything else stays as it is.
 * https://taskwarrior.org/docs/design/task/
 */
export function translate(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const row = Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, expandDate(value)]));
  if (row.status === 'waiting') row.status = 'pending';
  if (Array.isArray(row.annotations)) row.annotations = row.annotations.map(annotation);
  if (
    row.parent !== undefined &&
    (row.imask !== undefined || (row.recur !== undefined && row.status !== 'recurring'))
  ) {
    row.template = row.parent;
    delete row.parent;
  }
  return row;
}

/** Is this what only Taskwarrior has a use for? */
export function isOwn(field: string): boolean {
  return OWN.has(field);
}

/** A row as a task to be filtered and weighed, without being stored; unknown fields go to `extra`. Its number may be 0. */
export function taskOf(raw: Readonly<Record<string, unknown>>): Task {
  const row = translate(raw);
  const task: Record<string, unknown> = { id: 0, entry: row.entry, modified: row.entry };
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined || isOwn(name)) continue;
    if (SHARED.has(name) || name === 'template' || name === 'parent') task[name] = value;
    else if (name === 'annotations')
      task.annotations = (value as object[]).map((note, i) => ({ id: String(i), actor: '', ...note }));
    else extra[name] = value;
  }
  for (const list of ['tags', 'depends'])
    if (typeof task[list] === 'string') task[list] = task[list].split(',').filter(Boolean);
  return { ...task, ...(Object.keys(extra).length > 0 ? { extra } : {}) } as unknown as Task;
}

function annotation(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('entry' in value)) return value;
  const { entry, description, ...rest } = value as Record<string, unknown>;
  return { ...rest, at: expandDate(entry), text: description };
}

const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const FRACTION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;

/** `20260630T120000Z` as an instant; ISO text with fractions of a second too; anything else as it is. */
function expandDate(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const iso = value.replace(COMPACT, '$1-$2-$3T$4:$5:$6Z');
  if (isInstant(iso)) return iso;
  return FRACTION.test(value) && !Number.isNaN(Date.parse(value)) ? toInstant(Date.parse(value)) : value;
}
