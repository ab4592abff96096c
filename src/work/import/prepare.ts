import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { FieldRow } from '../../domain/fields/row.ts';
import { isSettable, TASK_FIELDS } from '../../domain/fields/table.ts';
import { toInstant } from '../../domain/instant.ts';
import { type Annotation, isClosed, type Task } from '../../domain/task.ts';
import { type Place, placeText, problemError, type Reading, type Row } from '../../sources/index.ts';
import type { NewAttachment } from '../task/attachments.ts';
import { resolveDates } from '../task/dates.ts';
import { currentVersion, findDoc, SPEC } from '../task/docs.ts';
import type { FieldInput } from '../task/fields.ts';
import type { Context } from '../workspace/context.ts';
import { archivedRows, leaveArchived, leftText } from './archived.ts';
import { newAttachments, sumOf } from './attachments.ts';
import { signedByImporter } from './authors.ts';
import { inRowError, issueError, rowError, unknownErrors } from './complaints.ts';
import { fieldErrors } from './field-errors.ts';
import { linkRows, tasksBySource } from './link-rows.ts';
import { newsOf, seenOf } from './merge-row.ts';
import { type ParsedRow, rowSchema } from './row-schema.ts';
import { sourceKey } from './source-key.ts';
import { inTurns } from './turns.ts';
import { handedOver, noteUnderway } from './underway.ts';

/** A row that has been read: its dates resolved, nothing written yet. */
export interface ImportRow {
  place: Place;
  /** As it came. */
  raw: unknown;
  ref: string | undefined;
  uuid: string | undefined;
  /** What the row says of a task outside the fields that commands take. */
  given: Partial<Task> & { description: string };
  fields: FieldInput;
  /** name -> blob; only those whose text is another one than here. */
  docs: [name: string, blob: string][];
  /** Files that are not here yet. */
  attachments: Omit<NewAttachment, 'task'>[];
  /** What the blobs of both hold; they are not kept yet. */
  bodies: (string | Uint8Array)[];
}

export interface BadRow {
  place: Place;
  raw: unknown;
  error: BacklogError;
}

export interface Prepared {
  rows: ImportRow[];
  /** What was spelled differently or left out, by row. */
  warnings: string[];
  bad: BadRow[];
  /** uuids of the tasks that are here as the rows say, or were left alone as asked. */
  unchanged: string[];
  /** Those that are archived and that rows are, or name, by uuid. */
  archived: ReadonlyMap<string, Task>;
}

/**
 * What becomes of a row whose task is here: `merge` takes what is news and leaves alone what was changed here since; `update` takes the
 * whole row.
 */
export const EXISTING = ['refuse', 'skip', 'update', 'merge'] as const;

export interface Ways {
  existing: (typeof EXISTING)[number];
  /** Leaves out the rows that cannot be taken, instead of refusing all. */
  skipBad: boolean;
  /** Stores nothing at all. */
  dryRun: boolean;
}

/** Reads every row before anything is written; which of them cannot be taken, and all that is wrong with each, is in `bad`. */
export async function prepareRows(context: Context, reading: Reading, ways: Ways): Promise<Prepared> {
  const prepared: Prepared = { rows: [], warnings: [], bad: [], unchanged: [], archived: new Map() };
  const archived = await archivedRows(context, reading);
  noteUnderway(reading);
  if (reading.bySource) {
    const present = tasksBySource(context.queue);
    linkRows(reading, (source) => present(source) ?? archived.bySource.get(sourceKey(source)), context.uuidOf);
  }
  const names = new Set<string>();
  for await (const [, row] of inTurns(reading.rows, { progress: context.caller.progress, what: 'checking rows' })) {
    const { place, raw } = row;
    try {
      const taken = leaveArchived(row, archived, ways)
        ? undefined
        : await prepareRow(context, row, { reading, ways, prepared });
      if (taken === undefined) continue;
      checkNames(taken, names);
      prepared.rows.push(taken);
      for (const warning of row.warnings) prepared.warnings.push(`${placeText(place)}, ${warning}`);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      prepared.bad.push({ place, raw, error });
    }
  }
  for (const uuid of archived.byUuid.keys()) names.add(uuid);
  if (reading.mayMiss && !reading.bySource) leaveOutUnknown(context, prepared, names);
  for (const row of archived.left) prepared.unchanged.push(row);
  prepared.archived = archived.byUuid;
  const told = leftText(archived, context.caller.door);
  if (told !== undefined) prepared.warnings.push(told);
  return prepared;
}

async function prepareRow(
  context: Context,
  row: Row,
  { reading, ways, prepared }: { reading: Reading; ways: Ways; prepared: Prepared },
): Promise<ImportRow | undefined> {
  if (row.problems.length > 0) throw rowError(row.problems.map(problemError), row);
  const { uuid } = row.known;
  const present = typeof uuid === 'string' ? context.queue.get(uuid.toLowerCase()) : undefined;
  if (present && ways.existing === 'refuse') refusePresent(present, row.place);
  if (present && ways.existing === 'skip') {
    prepared.unchanged.push(present.uuid);
    return undefined;
  }
  const unknown = reading.strict && uuid === undefined ? unknownErrors(row.extra, row.place) : [];
  const isWhole = reading.bySource ? ways.existing === 'update' : !reading.strict;
  if (present && isWhole) row.known.underway ??= null;
  if (!reading.bySource) return takeRow(context, row, { present, unknown });
  const seen = seenOf(row);
  const source = { ...(row.known.source as object), seen };
  const told = { ...row, known: { ...row.known, source } };
  if (!present || ways.existing === 'update') return takeRow(context, told, { present });
  const news = newsOf(told, present, seen);
  if (news) return takeRow(context, news.row, { present });
  prepared.unchanged.push(present.uuid);
  row.warnings.length = 0;
  return undefined;
}

async function takeRow(
  context: Context,
  { place, raw, known, extra }: Row,
  { present, unknown = [] }: { present: Task | undefined; unknown?: readonly BacklogError[] },
): Promise<ImportRow> {
  const parsed = rowSchema().safeParse(known);
  if (!parsed.success || unknown.length > 0) {
    const issues = (parsed.error?.issues ?? []).map((issue) => issueError(issue, place, known));
    throw await allWrong([...unknown, ...issues], { place, raw, known }, context);
  }
  const row = await resolveDates(parsed.data, context.clock).catch((error: unknown) =>
    allWrong([inRowError(place, error)], { place, raw, known }, context).then((all) => Promise.reject(all)),
  );
  const importer = formatActor(context.caller.actor);
  const { given, fields } = split({ ...row, ...signedByImporter(row, importer, present) });
  const texts = { ...row.docs, ...(row.spec === undefined ? {} : { [SPEC]: row.spec }) };
  const docs = Object.entries(texts)
    .map(([name, body]) => ({ name, body, blob: sumOf(body) }))
    .filter(({ name, blob }) => !present || currentVersion(findDoc(context, present, name))?.blob !== blob);
  const files = await newAttachments(context, row.attachments ?? [], { place, present });
  return {
    place,
    raw,
    ref: row.ref,
    uuid: row.uuid,
    given: { ...life(row, { present, importer, given, now: toInstant(context.clock.now) }), ...extraOf(row, extra) },
    fields,
    attachments: files.map(({ attachment }) => attachment),
    docs: docs.map(({ name, blob }) => [name, blob]),
    bodies: [...docs, ...files].map(({ body }) => body),
  };
}

/** Everything that can be said against a row of which this was found; references are looked at later. */
async function allWrong(
  found: readonly BacklogError[],
  { place, raw, known }: Pick<Row, 'place' | 'raw' | 'known'>,
  context: Context,
): Promise<BacklogError> {
  const errors = [...found];
  const sound: Row['known'] = { description: 'x' };
  for (const [field, value] of Object.entries(known)) {
    try {
      if (rowSchema().safeParse({ ...sound, [field]: value }).success)
        sound[field] = (await resolveDates({ [field]: value }, context.clock))[field];
    } catch (error) {
      errors.push(inRowError(place, error));
    }
  }
  const { fields } = split(rowSchema().parse(sound));
  errors.push(...fieldErrors(fields, { ...context, find: () => NOBODY }, place));
  return rowError(errors, { place, raw });
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** A filtered export may wait for tasks that it does not hold. */
function leaveOutUnknown({ queue }: Context, { rows, warnings }: Prepared, names: ReadonlySet<string>): void {
  for (const { place, fields } of rows) {
    const unknown = fields.depends?.filter((uuid) => !names.has(uuid) && !queue.get(uuid)) ?? [];
    if (unknown.length === 0) continue;
    fields.depends = fields.depends!.filter((uuid) => !unknown.includes(uuid));
    warnings.push(`${placeText(place)}, depends: ${unknown.join(', ')} is neither in this file nor here, and left out`);
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

/** Nobody here works on what an import brings: a task that was active elsewhere is pending and handed off. A closed one has an end. */
function life(
  row: ParsedRow,
  from: { present: Task | undefined; importer: string; given: ImportRow['given']; now: string },
): ImportRow['given'] {
  const { present, importer, now } = from;
  const { start, ...rest } = from.given;
  const handoff = handedOver(row.underway, { present, importer, at: rest.modified ?? rest.entry ?? now });
  const task = handoff === undefined ? rest : { ...rest, handoff: handoff ?? undefined };
  if (isClosed(task)) return { ...task, end: task.end ?? task.modified ?? task.entry ?? present?.end };
  const isNews = start !== undefined && present?.start !== start && !task.handoff?.elsewhere;
  return isNews ? { ...task, ...wasActive(row, start, from) } : task;
}

/** What a task's own handoff does not say. */
function wasActive(
  row: ParsedRow,
  start: string,
  { present, importer, given }: Parameters<typeof life>[1],
): Pick<Task, 'annotations'> {
  const text = `imported: it was active since ${start} where it came from; nobody works on it here.`;
  const others = given.annotations ?? present?.annotations ?? [];
  if (others.some((one) => one.text === text)) return {};
  const note: Annotation = { id: `s${row.annotations?.length ?? 0}`, at: start, actor: importer, text };
  return { annotations: [...others, note] };
}

function extraOf(row: ParsedRow, unknown: object): Pick<Task, 'extra'> {
  const extra = { ...row.extra, ...unknown };
  return Object.keys(extra).length > 0 ? { extra } : {};
}

function checkNames({ place, ref, uuid }: ImportRow, names: Set<string>): void {
  for (const [field, name] of Object.entries({ ref, uuid })) {
    if (name !== undefined && names.has(name))
      refuse('invalid', `${placeText(place)}, field ${field}: "${name}" is used twice`, { data: { ...place, field } });
    if (name !== undefined) names.add(name);
  }
}

function refusePresent({ uuid }: Task, place: Place): never {
  return refuse('conflict', `${placeText(place)}, field uuid: task ${uuid} is here already`, {
    hint: 'Use existing: skip or update.',
    data: { ...place, field: 'uuid' },
  });
}
