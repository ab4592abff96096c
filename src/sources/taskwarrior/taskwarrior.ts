import { parseJsonText, readJsonText } from '../../base/json/json-text.ts';
import { putOwn } from '../../base/own-property.ts';
import { present } from '../../base/present.ts';
import { isShown } from '../../base/unsafe-characters.ts';
import { instantOfDate } from '../../domain/date-in-zone.ts';
import { fieldsWhere } from '../../domain/fields/table.ts';
import { isValueOf } from '../../domain/kinds/schemas.ts';
import type { Task } from '../../domain/task/task.ts';
import { isDay, isTaskDate } from '../../domain/task-date.ts';
import type { Raw, SourceRow } from '../reading/row.ts';
import type { TaskSource, WriteInput } from '../source.ts';
import { isRespelled, originals, respell, SPELLINGS } from './taskwarrior-spellings.ts';
import { compactDate, decimals, expandDate, isCompact, numberSpelling, staysNumber } from './taskwarrior-values.ts';

/** Fields that Taskwarrior computes or uses internally. The import ignores them. */
const OWN: ReadonlySet<string> = new Set(['urgency', 'mask', 'imask', 'rtype', 'last']);

/** Fields that have the same name in Taskwarrior's exports. */
const SHARED: ReadonlySet<string> = new Set(fieldsWhere((row) => row.taskwarrior === true));

/** Further names of fields in Taskwarrior's tasks. */
const TAKEN: ReadonlySet<string> = new Set(['annotations', 'parent', 'template']);

/** Prefix of the attributes that store Backlog's own fields in Taskwarrior. */
const OURS = 'backlog_';
/** The attribute with the fields whose dates are days. */
const DAYS = `${OURS}days`;

/**
 * Exports of Taskwarrior 2.6 (https://taskwarrior.org/docs/design/task/). Its own fields become Backlog's fields. Every
 * other attribute (UDA) stays in `extra` under its name. Tags and projects that a filter can't express are changed.
 */
export const TASKWARRIOR: TaskSource = {
  name: 'taskwarrior',
  detect: (rows) => rows.some(isTheirs),
  strict: false,
  mayMiss: true,
  read: readTask,
  write: writeTask,
};

function isTheirs(row: Raw): boolean {
  const notes = Array.isArray(row.annotations) ? row.annotations : [];
  return (
    ['mask', 'imask', 'rtype'].some((name) => name in row) ||
    Object.keys(row).some((name) => SHARED.has(name) && isCompact(row[name])) ||
    row.status === 'waiting' ||
    notes.some((note) => typeof note === 'object' && note !== null && 'entry' in note)
  );
}

/**
 * Converts a row to Backlog's field names: compact dates (`20260630T120000Z`), annotations with entry and description,
 * the status `waiting`, and `parent` for the recurrence template.
 */
export function translate(raw: Raw): Record<string, unknown> {
  const row = Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, SHARED.has(name) ? expandDate(value) : value]),
  );
  if (row.status === 'waiting') row.status = 'pending';
  if (Array.isArray(row.annotations)) row.annotations = row.annotations.map(annotation);
  if (
    row.parent !== undefined &&
    (row.imask !== undefined || (row.recur !== undefined && row.status !== 'recurring'))
  ) {
    row.template = row.parent;
    delete row.parent;
    // Only the template has a recurrence, not its instances.
    delete row.recur;
  }
  return row;
}

/** Checks whether a field is useful only for Taskwarrior. */
export function isOwn(field: string): boolean {
  return OWN.has(field);
}

function readTask(raw: Raw): SourceRow {
  const row: SourceRow = { known: {}, extra: {}, warnings: [] };
  for (const [name, value] of Object.entries(translate(raw))) {
    if (value === null || value === undefined || value === '' || isOwn(name)) continue;
    if (SHARED.has(name) || name === 'annotations' || name === 'template') row.known[name] = value;
    else if (name === DAYS) continue;
    else if (name.startsWith(OURS)) row.known[name.slice(OURS.length)] = unpacked(value);
    else putOwn(row.extra, name, numberSpelling(value));
  }
  // A task that isn't free in another tool is exported as started. If it has no start now, it was stopped or done in
  // Taskwarrior.
  const { handoff, start } = row.known;
  if (start === undefined && isValueOf('task', 'handoff', handoff) && handoff?.elsewhere) delete row.known.handoff;
  restoreDays(row.known, raw);
  splitLists(row.known);
  respell(row);
  return row;
}

/** A field with a day, and the date that Taskwarrior got for it. */
type SharedDay = [field: string, day: string, date: string];

/** Lists the fields whose dates are days, which Taskwarrior doesn't have. */
function daysOf(task: Task, row: Record<string, unknown>): SharedDay[] {
  return [...SHARED].flatMap((name): SharedDay[] => {
    const value = task[name as keyof Task];
    return isDay(value) ? [[name, value, row[name] as string]] : [];
  });
}

/** Makes dates days again, unless somebody changed them in Taskwarrior. */
function restoreDays(known: Record<string, unknown>, raw: Raw): void {
  const days = typeof raw[DAYS] === 'string' ? unpacked(raw[DAYS]) : [];
  for (const one of Array.isArray(days) ? days : []) {
    const [field, day, date] = (Array.isArray(one) ? one : []) as Partial<SharedDay>;
    if (field !== undefined && SHARED.has(field) && isDay(day) && raw[field] === date) known[field] = day;
  }
}

/** Splits lists that are texts with commas. */
function splitLists(row: Record<string, unknown>): void {
  for (const list of ['tags', 'depends']) {
    const value = row[list];
    if (typeof value === 'string') row[list] = value.split(',').filter(Boolean);
  }
}

function annotation(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('entry' in value)) return value;
  const { entry, description, ...rest } = value as Record<string, unknown>;
  return { ...rest, at: expandDate(entry), text: description };
}

/**
 * Formats a task for Taskwarrior's import. Fields that Taskwarrior doesn't have become attributes; lists and objects
 * become JSON text.
 */
function writeTask(task: Task, { docs, series, zone }: WriteInput): Record<string, unknown> {
  const { extra = {}, annotations, ...fields } = task;
  const spellings = isRespelled(task) ? extra[SPELLINGS] : undefined;
  const uda =
    spellings === undefined ? extra : Object.fromEntries(Object.entries(extra).filter(([name]) => name !== SPELLINGS));
  const row: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...fields, ...present({ docs }) })) {
    if (value === undefined || name === 'id' || (name === 'template' && series)) continue;
    if (SHARED.has(name)) row[name] = isTaskDate(value) ? compactDate(instantOfDate(value, { zone })) : value;
    else row[OURS + name] = packed(value);
  }
  const days = daysOf(task, row);
  if (days.length > 0) row[DAYS] = packed(days);
  if (task.handoff?.elsewhere) row.start ??= compactDate(task.handoff.at);
  if (annotations) row.annotations = annotations.map(({ at, text }) => ({ entry: compactDate(at), description: text }));
  const [plain, packedExtra] = udaOf(uda);
  return { ...row, ...packedExtra, ...series, ...originals(task, spellings), ...plain };
}

/**
 * Splits `extra` into attributes that Taskwarrior can store, which are texts and numbers with valid names, and one
 * attribute with the rest as JSON.
 */
function udaOf(extra: Record<string, unknown>): [plain: Record<string, unknown>, packed: Record<string, unknown>] {
  const isPlain = ([name, value]: [string, unknown]) =>
    /^[A-Za-z]\w*$/.test(name) &&
    !name.startsWith(OURS) &&
    name !== SPELLINGS &&
    !SHARED.has(name) &&
    !OWN.has(name) &&
    !TAKEN.has(name) &&
    (typeof value === 'number'
      ? staysNumber(value)
      : typeof value === 'string' && value !== '' && isShown(value) && numberSpelling(value) === value);
  const entries = Object.entries(extra);
  const others = entries.filter((entry) => !isPlain(entry));
  return [
    Object.fromEntries(entries.filter(isPlain)),
    others.length > 0 ? { [`${OURS}extra`]: packed(Object.fromEntries(others)) } : {},
  ];
}

/** Converts a value to a text or a number. A text that looks like JSON becomes a JSON string. */
function packed(value: unknown): unknown {
  if (typeof value === 'number' && !staysNumber(value)) return decimals(value);
  const isJson = typeof value === 'object' || (typeof value === 'string' && /^\s*[[{"]/.test(value));
  return isJson ? JSON.stringify(value) : value;
}

function unpacked(value: unknown): unknown {
  const read = typeof value === 'string' && value.startsWith('"') ? readJsonText(value) : undefined;
  return read && 'value' in read ? read.value : parseJsonText(value);
}

/**
 * Converts a row to a task for filters and urgency, without storing it. Unknown fields go to `extra`. The task's number
 * may be 0.
 */
export function taskOf(raw: Raw): Record<string, unknown> {
  const row = translate(raw);
  const task: Record<string, unknown> = { id: 0, entry: row.entry, modified: row.entry };
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined || isOwn(name)) continue;
    if (SHARED.has(name) || name === 'template' || name === 'parent') task[name] = value;
    else if (name === 'annotations')
      task.annotations = (value as object[]).map((note, i) => ({ id: String(i), actor: '', ...note }));
    else putOwn(extra, name, value);
  }
  splitLists(task);
  return { ...task, ...(Object.keys(extra).length > 0 ? { extra } : {}) };
}
