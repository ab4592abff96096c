import { isInstant, toInstant } from '../domain/instant.ts';

/** One imported task, its own fields told apart from those nobody knows; values are as they came. */
export interface Row {
  /** From 1. */
  number: number;
  known: Record<string, unknown>;
  /** Fields of other tools: kept with the task and given back on export. */
  extra: Record<string, unknown>;
}

/** What an import understands of a row, beside the fields every writing command takes. */
const ROW_FIELDS = [
  'ref',
  'uuid',
  'id',
  'description',
  'status',
  'entry',
  'modified',
  'start',
  'end',
  'annotations',
  'links',
  'handoff',
  'source',
  'template',
  'extra',
  'spec',
  'docs',
] as const;

/** Derived, so that an export may hold them and an import leaves them out. */
const IGNORED = new Set(['urgency', 'state']);

/** Sorts the fields of a row; Taskwarrior's spellings become ours. `fields` are the ones that commands take. */
export function readRow(raw: Record<string, unknown>, number: number, fields: readonly string[]): Row {
  const names = new Set<string>([...ROW_FIELDS, ...fields]);
  const row: Row = { number, known: {}, extra: {} };
  for (const [name, value] of Object.entries(fromTaskwarrior(raw))) {
    if (IGNORED.has(name) || value === null || value === undefined) continue;
    (names.has(name) ? row.known : row.extra)[name] = value;
  }
  return row;
}

export function rowFields(fields: readonly string[]): string[] {
  return [...ROW_FIELDS, ...fields];
}

/**
 * Taskwarrior's export: compact dates (`20260630T120000Z`), annotations as entry and description, waiting as a status,
 * `parent` for the recurrence template. https://taskwarrior.org/docs/design/task/
 */
function fromTaskwarrior(raw: Record<string, unknown>): Record<string, unknown> {
  const row: Record<string, unknown> = Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, expandDate(value)]),
  );
  if (row.status === 'waiting') row.status = 'pending';
  if (Array.isArray(row.annotations)) row.annotations = row.annotations.map(annotation);
  if (
    row.parent !== undefined &&
    (row.imask !== undefined || (row.recur !== undefined && row.status !== 'recurring'))
  ) {
    row.template = row.parent;
    delete row.parent;
    delete row.recur;
    delete row.imask;
  }
  return row;
}

function annotation(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('entry' in value)) return value;
  const { entry, description, ...rest } = value as Record<string, unknown>;
  return { ...rest, at: expandDate(entry), text: description };
}

const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** `20260630T120000Z` as an instant; ISO text with fractions of a second too; anything else as it is. */
function expandDate(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const compact = COMPACT.exec(value);
  const iso = compact ? `${compact[1]}-${compact[2]}-${compact[3]}T${compact[4]}:${compact[5]}:${compact[6]}Z` : value;
  if (isInstant(iso)) return iso;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/.test(value) && !Number.isNaN(Date.parse(value))
    ? toInstant(Date.parse(value))
    : value;
}
