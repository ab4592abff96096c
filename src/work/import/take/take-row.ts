import { present as presentIn } from '../../../base/present.ts';
import { formatActor } from '../../../domain/actor.ts';
import type { BacklogError } from '../../../domain/errors.ts';
import { type SettableName, settableRows } from '../../../domain/fields/table.ts';
import { toInstant } from '../../../domain/instant.ts';
import type { TrustRules } from '../../../domain/outside.ts';
import { isClosed, isFromOutside, type Task } from '../../../domain/task/task.ts';
import { isTaskDate, overEverywhere } from '../../../domain/task-date.ts';
import type { RowLocation, TaskRow } from '../../../sources/index.ts';
import { sha256 } from '../../../store/index.ts';
import type { Clock } from '../../../time/index.ts';
import { attachmentName, attachmentsOf, checkBytes, type NewAttachment } from '../../attachments/attachments.ts';
import { currentVersion, findDoc, SPEC } from '../../documents/documents.ts';
import { resolveDates } from '../../task/dates.ts';
import { readingBy } from '../../task/fields.ts';
import type { Context } from '../../workspace/context.ts';
import { inRow, inRowError, issueError, rowError } from '../complaints.ts';
import type { ImportRow } from '../import-row.ts';
import { signedByImporter } from './authors.ts';
import { fieldErrors } from './field-errors.ts';
import { heldBack } from './outside.ts';
import { type ParsedRow, readRow, rowSchema } from './row-schema.ts';
import { handedOver } from './underway.ts';

/** Reads a row by the schema. @throws BacklogError naming the row with all its problems */
export async function takeRow(
  context: Context,
  { place, raw, known, extra, byHand, warnings, author }: TaskRow,
  { present, unknown = [], rules }: { present: Task | undefined; unknown?: readonly BacklogError[]; rules: TrustRules },
): Promise<ImportRow> {
  const { clock, caller } = context;
  const parsed = readRow(known);
  if (!parsed.row || unknown.length > 0) {
    const issues = (parsed.issues ?? []).map((issue) => issueError(issue, place, known));
    throw await allWrong([...unknown, ...issues], { place, raw, known }, context);
  }
  const { row: mayBe, awaits } = heldBack(parsed.row, { author, present, rules });
  const row = await resolveDates(mayBe, clock, { pastUntil: true }).catch((error: unknown) =>
    allWrong([inRowError(place, error)], { place, raw, known }, context).then((all) => Promise.reject(all)),
  );
  const wasUntil = pastUntil(row, present, clock);
  if (wasUntil !== undefined) {
    delete row.until;
    extra = { ...extra, until: wasUntil };
    warnings.push('until: it is in the past, so the task would be deleted immediately; it stays in extra');
  }
  const importer = formatActor(caller.actor);
  const { given, fields } = split(row, signedByImporter(row, { importer, rules }, present));
  const docs = newDocuments(context, row, present);
  const files = row.attachments ? await newAttachments(context, row.attachments, { place, present }) : [];
  return {
    place,
    raw,
    ref: row.ref,
    uuid: row.uuid,
    number: row.id === undefined ? undefined : String(row.id),
    byHand,
    given: {
      ...life(row, { present, importer, given, clock }),
      ...extraOf(row, extra),
      ...(awaits ? { awaits: { at: toInstant(clock.now), actor: importer, ...awaits } } : {}),
    },
    fields,
    attachments: files.map(({ attachment }) => attachment),
    docs: docs.map(({ name, blob }) => [name, blob]),
    bodies: [...docs, ...files].map(({ body }) => body),
  };
}

/** Returns the past `until` of an open task that doesn't have it yet. Such a task would expire at once. */
function pastUntil(
  { until, status = 'pending' }: ParsedRow,
  present: Task | undefined,
  clock: Clock,
): string | undefined {
  if (
    typeof until !== 'string' ||
    !isTaskDate(until) ||
    status !== 'pending' ||
    overEverywhere(until) > toInstant(clock.now)
  )
    return undefined;
  return present?.until === until ? undefined : until;
}

/** Returns the row's documents whose text differs from the task's documents. */
function newDocuments(context: Context, { docs, spec }: ParsedRow, present: Task | undefined) {
  const texts = { ...docs, ...(spec === undefined ? {} : { [SPEC]: spec }) };
  return Object.entries(texts)
    .map(([name, body]) => ({ name, body, blob: sha256(body) }))
    .filter(({ name, blob }) => !present || currentVersion(findDoc(context, present, name))?.blob !== blob);
}

/**
 * Returns the files of a row that the task doesn't have yet, with their bytes. A file without content only names an
 * attachment.
 * @throws BacklogError `invalid` naming the row of a file that is too large
 */
async function newAttachments(
  { store }: Pick<Context, 'store'>,
  rows: NonNullable<ParsedRow['attachments']>,
  { place, present }: { place: RowLocation; present: Task | undefined },
): Promise<{ attachment: Omit<NewAttachment, 'task'>; body: Uint8Array }[]> {
  const here = new Set((present ? attachmentsOf(store.state, present) : []).map(({ name, blob }) => name + blob));
  const news: { attachment: Omit<NewAttachment, 'task'>; body: Uint8Array }[] = [];
  for (const { name: given, content, note } of rows) {
    if (content === undefined) continue;
    const [name, bytes] = [attachmentName(given), Buffer.from(content, 'base64')];
    await inRow(place, async () => checkBytes(store.state, name, bytes.length));
    const blob = sha256(bytes);
    if (!here.has(name + blob))
      news.push({ attachment: { name, blob, bytes: bytes.length, note, replace: true }, body: bytes });
  }
  return news;
}

/** Collects all problems of a bad row, except its references. */
async function allWrong(
  found: readonly BacklogError[],
  { place, raw, known }: Pick<TaskRow, 'place' | 'raw' | 'known'>,
  context: Context,
): Promise<BacklogError> {
  const errors = [...found];
  const sound: TaskRow['known'] = { description: 'x' };
  for (const [field, value] of Object.entries(known)) {
    try {
      if (rowSchema().safeParse({ ...sound, [field]: value }).success)
        sound[field] = (await resolveDates({ [field]: value }, context.clock, { pastUntil: true }))[field];
    } catch (error) {
      errors.push(inRowError(place, error));
    }
  }
  const { fields } = split(rowSchema().parse(sound), {});
  const within = { ...readingBy({ at: toInstant(context.clock.now) }, context), find: () => NOBODY, imported: true };
  errors.push(...fieldErrors(fields, within, place));
  return rowError(errors, { place, raw });
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Separates the fields that commands accept as arguments from the fields that only imports set. */
function split(
  row: ParsedRow,
  { acceptance, ...signed }: ReturnType<typeof signedByImporter>,
): Pick<ImportRow, 'given' | 'fields'> {
  const { ref: _, spec: _s, docs: _d, attachments: _a, underway: _u, id: _i, uuid: _n, ...own } = row;
  const { annotations: _t, handoff: _h, obstacle: _o, estimates: _e, ...rest } = own;
  const fields: Record<string, unknown> = {};
  for (const [name] of settableRows()) {
    if (rest[name] !== undefined) fields[name] = rest[name];
    delete rest[name];
  }
  if (acceptance) fields.acceptance = acceptance;
  const given: Omit<typeof rest, SettableName> = rest;
  return { given: { ...presentIn(given), ...signed, description: row.description.trim() }, fields };
}

function extraOf(row: ParsedRow, unknown: object): Pick<Task, 'extra'> {
  const extra = { ...row.extra, ...unknown };
  return Object.keys(extra).length > 0 ? { extra } : {};
}

/**
 * Sets the state of an imported task. An active task becomes pending with a handoff, because nobody in Backlog works on
 * it yet. A closed task gets an end.
 */
function life(
  row: ParsedRow,
  from: { present: Task | undefined; importer: string; given: ImportRow['given']; clock: Clock },
): ImportRow['given'] {
  const { present, importer, clock } = from;
  const { start: _, awaits, ...own } = from.given;
  // Any other mark says what waits for a person in the queue of the export.
  const rest = isFromOutside(awaits) ? { ...own, awaits } : own;
  const at = () => rest.modified ?? rest.entry ?? toInstant(clock.now);
  const reopens = present !== undefined && isClosed(present) && row.status !== undefined && !isClosed(row);
  const handoff =
    row.underway === undefined ? undefined : handedOver(row.underway, { present, importer, at: at(), reopens });
  const task = handoff === undefined ? rest : { ...rest, handoff: handoff ?? undefined };
  if (!isClosed(task)) return task;
  return { ...task, end: task.end ?? task.modified ?? task.entry ?? present?.end };
}
