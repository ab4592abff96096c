import { clip } from '../../base/clip.ts';
import { onceEachObject } from '../../base/lazy.ts';
import { isNothing } from '../../domain/fields/nothing.ts';
import { projectSpelling, tagSpelling, titleSpelling } from '../taskwarrior/taskwarrior-values.ts';
import type { Located } from './json-file.ts';
import type { Raw, SourceColumn, SourceColumns, SourceTask, Tally } from './row.ts';
import type { RowLocation } from './row-location.ts';
import { Unfit } from './values.ts';

/** Fields that can get the values of several columns. */
const LISTS = new Set(['tags', 'depends', 'annotations', 'links', 'acceptance', 'scope']);

/** Values that are computed once for each table of columns. */
interface Known {
  /** Column and label for the counts, by field of the other tool. */
  byField: ReadonlyMap<string, { column: SourceColumn; becomes: string }>;
  required: readonly string[];
}

const knownOf = onceEachObject((columns: SourceColumns): Known => {
  const all = Object.entries(columns);
  return {
    byField: new Map(all.map(([field, column]) => [field, { column, becomes: `${field} -> ${column.to}` }])),
    required: all.flatMap(([field, { required }]) => (required ? [field] : [])),
  };
});

/** The fields without which a row is no task. */
const NEEDED = new Set(['source', 'description']);

/**
 * Converts an object to Backlog's field names. A value that doesn't fit its field stays in `extra`, with a warning. Only
 * a missing or unfit id or title is a problem of the row.
 */
export function mapRow(located: Located, columns: SourceColumns, tally: Tally): SourceTask {
  const { place, value } = located;
  const row = rowOfColumns(located);
  if (located.problem !== undefined) return row;
  const { byField, required } = knownOf(columns);
  const extra = new Map<string, unknown>();
  for (const field of Object.keys(value)) {
    const given = value[field];
    const known = byField.get(field);
    if (known === undefined) {
      if (given !== undefined) extra.set(field, given);
      continue;
    }
    if (isNothing(given)) continue;
    const { column, becomes } = known;
    const { read, rest } = readColumn(row, column, { field, given, located });
    if (rest !== undefined) extra.set(field, rest);
    if (read === undefined) continue;
    put(row.known, column.to, read);
    countField(tally, becomes);
    if (column.plain && !column.plain.includes(plainly(given))) extra.set(field, given);
  }
  for (const field of required)
    if (isMissing(value, field)) row.problems.push({ place, field, message: 'is required', received: value[field] });
  if (extra.has('__proto__')) row.problems.push({ place, field: '__proto__', message: 'no field can have this name' });
  if (extra.size > 0) row.extra = Object.fromEntries(extra);
  spellOnce(row, columns, value);
  return row;
}

/** Returns a row without fields. If the object can't be read, the row has the problem. */
export function rowOfColumns({ place, value, raw = value, problem, warning }: Located): SourceTask {
  const problems = problem === undefined ? [] : [{ place, message: problem, received: raw }];
  return { place, raw, known: {}, extra: {}, warnings: warning === undefined ? [] : [warning], problems };
}

function locationOfField({ place, lineOf }: Located, field: string): RowLocation {
  const line = lineOf?.(field) ?? place.line;
  return line === undefined ? place : { ...place, line };
}

/** Reads a field. `rest` is the part of the value that doesn't fit. */
function readColumn(
  row: SourceTask,
  column: SourceColumn,
  { field, given, located }: { field: string; given: unknown; located: Located },
): { read?: unknown; rest?: unknown } {
  try {
    return column.to === 'left' ? {} : { read: column.read(given) };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    const { sound, rest = given } = error;
    const message = `${error.message}, received ${(JSON.stringify(rest) ?? 'nothing').slice(0, 80)}`;
    if (!NEEDED.has(column.to)) {
      row.warnings.push(`${field}: ${message}; it stays in extra`);
      return { read: sound, rest };
    }
    row.problems.push({ place: locationOfField(located, field), field, message, received: given });
    return {};
  }
}

function isMissing(value: Raw, field: string): boolean {
  const given = value[field];
  return given === undefined || given === null || given === '';
}

function plainly(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().toLowerCase() : value;
}

function put(known: Record<string, unknown>, to: string, value: unknown): void {
  if (to.startsWith('docs.')) {
    const body = value as string;
    if (body.trim() !== '') known.docs = { ...(known.docs as object), [to.slice('docs.'.length)]: body };
  } else if (LISTS.has(to)) known[to] = [...((known[to] as unknown[] | undefined) ?? []), ...(value as unknown[])];
  else known[to] = value;
}

export function countField(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/**
 * Changes description, tags and project to match Backlog's rules, with a warning. Keeps the original in `extra` under
 * the tool's name for the field.
 */
export function spellOnce(row: SourceTask, columns: SourceColumns, value: Readonly<Record<string, unknown>>): void {
  const { known, extra, warnings } = row;
  const keep = (to: string, from: string, becomes: string | undefined) => {
    if (from === becomes) return;
    const field = Object.keys(columns).find((name) => columns[name]?.to === to && name in value) ?? to;
    extra[field] ??= value[field] ?? from;
    warnings.push(`${field}: ${shown(from)} is ${becomes === undefined ? 'left out' : shown(becomes)} here`);
  };
  if (typeof known.description === 'string') {
    const written = known.description;
    const line = titleSpelling(written);
    keep('description', written.trim(), line);
    known.description = line;
  }
  if (Array.isArray(known.tags)) {
    const tags = (known.tags as string[]).map((tag) => {
      const spelled = tagSpelling(tag);
      keep('tags', tag, spelled);
      return spelled;
    });
    known.tags = [...new Set(tags.filter((tag) => tag !== undefined))];
  }
  if (typeof known.project === 'string') {
    const spelled = projectSpelling(known.project);
    keep('project', known.project, spelled);
    if (spelled === undefined) delete known.project;
    else known.project = spelled;
  }
}

function shown(text: string): string {
  return JSON.stringify(clip(text, 60));
}
