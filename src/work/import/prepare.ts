import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { FieldRow } from '../../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../domain/fields/table.ts';
import { type Annotation, isClosed, type Task } from '../../domain/task.ts';
import { detectSource, type Raw, type Source } from '../../sources/index.ts';
import { resolveDates } from '../task/dates.ts';
import { SPEC } from '../task/docs.ts';
import type { FieldInput } from '../task/fields.ts';
import type { Context } from '../workspace/context.ts';
import { signedByImporter } from './authors.ts';
import { inRow, refuseIssue, refuseUnknown } from './complaints.ts';
import { type ParsedRow, rowSchema } from './row-schema.ts';
import { inTurns } from './turns.ts';

/** A row that has been read: its dates resolved, its documents stored, nothing written yet. */
export interface ImportRow {
  number: number;
  ref: string | undefined;
  uuid: string | undefined;
  /** What the row says of a task outside the fields that commands take. */
  given: Partial<Task> & { description: string };
  fields: FieldInput;
  /** name -> blob */
  docs: [name: string, blob: string][];
}

export interface Prepared {
  source: string;
  rows: ImportRow[];
  /** What was spelled differently or left out, by row. */
  warnings: string[];
}

export type Existing = 'refuse' | 'skip' | 'update';

/**
 * Reads every row before anything is written.
 * @throws BacklogError `invalid` naming row, field and value
 */
export async function prepareRows(context: Context, raw: readonly Raw[], existing: Existing): Promise<Prepared> {
  const source = detectSource(raw);
  const prepared: Prepared = { source: source.name, rows: [], warnings: [] };
  const names = new Set<string>();
  for await (const [index, value] of inTurns(raw)) {
    const number = index + 1;
    const present = typeof value.uuid === 'string' ? context.queue.get(value.uuid.toLowerCase()) : undefined;
    if (present && existing === 'skip') continue;
    if (present && existing === 'refuse') refusePresent(present, number);
    const row = await prepareRow(context, source, value, { number, present, warnings: prepared.warnings });
    for (const [field, name] of [
      ['ref', row.ref],
      ['uuid', row.uuid],
    ] as const) {
      if (name !== undefined && names.has(name)) refuseTwice(number, field, name);
      if (name !== undefined) names.add(name);
    }
    prepared.rows.push(row);
  }
  if (!source.strict) leaveOutUnknown(context, prepared, names);
  return prepared;
}

async function prepareRow(
  context: Context,
  source: Source,
  raw: Raw,
  { number, present, warnings }: { number: number; present: Task | undefined; warnings: string[] },
): Promise<ImportRow> {
  const { known, extra, warnings: told } = source.read(raw);
  warnings.push(...told.map((warning) => `row ${number}, ${warning}`));
  if (source.strict && raw.uuid === undefined) refuseUnknown(extra, number);
  const parsed = rowSchema().safeParse(known);
  if (!parsed.success) return refuseIssue(parsed.error.issues[0]!, number, known);
  const row = await inRow(number, () => resolveDates(parsed.data, context.clock));
  const importer = formatActor(context.caller.actor);
  const { given, fields } = split({ ...row, ...signedByImporter(row, importer, present) });
  const bodies = { ...row.docs, ...(row.spec === undefined ? {} : { [SPEC]: row.spec }) };
  return {
    number,
    ref: row.ref,
    uuid: row.uuid,
    given: { ...life(row, present, importer, given), ...extraOf(row, extra) },
    fields,
    docs: await storeBodies(context, bodies),
  };
}

/** A filtered export may wait for tasks that it does not hold. */
function leaveOutUnknown({ queue }: Context, { rows, warnings }: Prepared, names: ReadonlySet<string>): void {
  for (const { number, fields } of rows) {
    const unknown = fields.depends?.filter((uuid) => !names.has(uuid) && !queue.get(uuid)) ?? [];
    if (unknown.length === 0) continue;
    fields.depends = fields.depends!.filter((uuid) => !unknown.includes(uuid));
    warnings.push(`row ${number}, depends: ${unknown.join(', ')} is neither in this file nor here, and left out`);
  }
}

/** Tells what commands set as arguments from what only an import says of a task. */
function split(row: ParsedRow): Pick<ImportRow, 'given' | 'fields'> {
  const given: Record<string, unknown> = {};
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries<FieldRow>(TASK_FIELDS)) {
    const value = (row as Record<string, unknown>)[name];
    if (value !== undefined && name !== 'id' && name !== 'uuid') (isSettable(field) ? fields : given)[name] = value;
  }
  given.description = row.description.trim();
  return { given: given as ImportRow['given'], fields };
}

/** Nobody works on what an import brings: a task that was active elsewhere is pending here, with a note. A closed one has an end. */
function life(
  row: ParsedRow,
  present: Task | undefined,
  importer: string,
  given: ImportRow['given'],
): ImportRow['given'] {
  const { start, ...rest } = given;
  if (isClosed(rest)) return { ...rest, end: rest.end ?? rest.modified ?? rest.entry ?? present?.end };
  if (start === undefined || present?.start === start) return rest;
  const text = `imported: it was active since ${start} where it came from; nobody works on it here.`;
  const note: Annotation = { id: `s${row.annotations?.length ?? 0}`, at: start, actor: importer, text };
  return { ...rest, annotations: [...(rest.annotations ?? present?.annotations ?? []), note] };
}

function extraOf(row: ParsedRow, unknown: object): Pick<Task, 'extra'> {
  const extra = { ...row.extra, ...unknown };
  return Object.keys(extra).length > 0 ? { extra } : {};
}

async function storeBodies(context: Context, bodies: Record<string, string>): Promise<[string, string][]> {
  const stored = Object.entries(bodies).map(
    async ([name, body]): Promise<[string, string]> => [name, await context.store.putBlob(body)],
  );
  return Promise.all(stored);
}

function refusePresent({ uuid }: Task, number: number): never {
  return refuse('conflict', `row ${number}, field uuid: task ${uuid} is here already`, {
    hint: 'Use existing: skip or update.',
    data: { row: number, field: 'uuid' },
  });
}

function refuseTwice(number: number, field: string, name: string): never {
  return refuse('invalid', `row ${number}, field ${field}: "${name}" is used twice`, { data: { row: number, field } });
}
