import { isDeepStrictEqual } from 'node:util';
import { pushAll } from '../../base/iterables.ts';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Task } from '../../domain/task/task.ts';
import { locationText, type ReadRows, type RowLocation } from '../../sources/index.ts';
import { blockedWords } from '../task/close.ts';
import type { Context, Write } from '../workspace/context.ts';
import { inItsRow, rowsError } from './complaints.ts';
import { type DocumentNews, documentNews, putDocuments } from './documents.ts';
import { type Draft, draftRows } from './draft-rows.ts';
import type { BadRow, ImportRow, Prepared, Ways, WithoutLine } from './import-row.ts';
import { withoutCircles } from './match/circles.ts';
import { dropDoubles } from './match/doubles.ts';
import { goneText } from './match/gone-lines.ts';
import { isOtherOrigin } from './match/origin-record.ts';
import { prepareRows } from './prepare.ts';
import { type Imported, putDrafts } from './put-drafts.ts';
import { leaveOutLater } from './take/odd-values.ts';

/**
 * Maximum number of attempts of an import. Each attempt omits the rows that the transaction refused before, for example
 * because of a cycle.
 */
const TRIES = 100;

export interface ImportResult {
  /** The written tasks in the order of the rows. */
  imported: Imported[];
  /** Names of the changed fields of each task, with uuids as keys. New tasks aren't included. */
  changed: Map<string, string[]>;
  unchanged: number;
  bad: BadRow[];
  warnings: string[];
  /** Names of workspace documents with a new version. */
  documents: string[];
}

/** Imports rows in at most one commit. @throws BacklogError naming all bad rows, unless the caller omits bad rows */
export async function importRows(context: Context, write: Write, reading: ReadRows, ways: Ways): Promise<ImportResult> {
  const prepared = await prepareRows(context, reading, ways);
  withoutBad(prepared, prepared.bad, reading);
  const documents = documentNews(context, reading, ways);
  let check = ways.skipBad;
  for (let tries = 0; ; tries++) {
    const { drafts, failed } = await draftRows(context, prepared.rows, { check, archived: prepared.archived });
    const odd = failed.flatMap(({ raw, error }) => leaveOutIn(prepared, raw, error));
    if (odd.length > 0) {
      pushAll(prepared.warnings, odd);
      continue;
    }
    if (isRefused(prepared, failed, ways)) throw rowsError(prepared.bad.concat(failed));
    if (failed.length > 0) {
      withoutBad(prepared, failed, reading);
      pushAll(prepared.bad, failed);
      continue;
    }
    const changed = new Map<string, string[]>();
    // Who writes rows into a call can correct them.
    const isFile = drafts.some(({ row }) => row.place.file !== undefined);
    const { sound, left } = isFile ? withoutCircles(drafts, context) : { sound: drafts, left: [] };
    const doubles = dropDoubles(sound, context, ways);
    const news = doubles.others.filter((made) =>
      isNews(made, prepared, { ways, reading, changed, door: context.caller.door }),
    );
    try {
      const { origins, gone } = prepared.lineless;
      const nothing = news.length + documents.length + origins.size === 0;
      const written = nothing ? [] : await commit(context, write, { drafts: news, documents, origins }, ways);
      const unchanged = new Set(prepared.unchanged);
      const imported = written.filter(({ task }) => !unchanged.has(task.uuid));
      const despite = ways.dryRun ? [] : closedDespite(context, imported, changed);
      const goneLines = goneText(gone, {
        rows: reading.rows,
        added: imported.map(({ task }) => task).filter(({ uuid }) => !changed.has(uuid)),
        taskOf: (uuid) => context.queue.get(uuid),
        reader: context.caller,
      });
      const warnings = prepared.warnings.concat(left, doubles.told ?? [], despite, goneLines ?? []);
      const bad = prepared.bad.toSorted((a, b) => a.place.row - b.place.row);
      const names = documents.map(({ name }) => name);
      return { imported, changed, unchanged: unchanged.size, bad, warnings, documents: names };
    } catch (error) {
      const bad = badOf(error, prepared.rows);
      const odd = bad ? leaveOutIn(prepared, bad.raw, bad.error) : [];
      if (odd.length > 0 && tries < TRIES) {
        pushAll(prepared.warnings, odd);
        check = true;
        continue;
      }
      if (!bad || !(ways.skipBad || isClaimed(bad)) || tries >= TRIES) throw bad?.error ?? error;
      withoutBad(prepared, [bad], reading);
      prepared.bad.push(isClaimed(bad) ? { ...bad, mayLeave: true } : bad);
    }
  }
}

/** Checks whether a row of a file would close a task that another holder works on. Only this row waits for the holder. */
function isClaimed({ place, error }: BadRow): boolean {
  return place.file !== undefined && error.code === 'claimed';
}

/** Returns a message for each task that the source completed, although something blocks it here. */
function closedDespite(context: Context, imported: readonly Imported[], changed: ImportResult['changed']): string[] {
  return imported.flatMap(({ task }) => {
    const isClosedNow = task.status === 'completed' && changed.get(task.uuid)?.includes('status');
    const reasons = isClosedNow ? blockedWords(context, { ...task, status: 'pending' }) : [];
    return reasons.map((reason) => `${reason}; it was completed anyway, because it is done in the source`);
  });
}

/** Leaves out the values of a row that an error names. @returns a message for each */
function leaveOutIn({ rows }: Prepared, raw: unknown, error: BacklogError): string[] {
  const row = rows.find((one) => one.raw === raw);
  return row ? leaveOutLater(row, error) : [];
}

/**
 * Checks whether bad rows refuse the import. Those of another tool's file are left out, unless no row of the file is
 * good.
 */
function isRefused({ rows, unchanged, bad }: Prepared, failed: readonly BadRow[], { skipBad }: Ways): boolean {
  const all = bad.concat(failed);
  if (skipBad || all.length === 0) return false;
  return all.some(({ mayLeave }) => !mayLeave) || rows.length - failed.length + unchanged.length === 0;
}

/** Thrown to cancel the transaction of a dry run. It carries the result. */
class Tried extends Error {
  readonly value: Imported[];
  constructor(value: Imported[]) {
    super('a trial');
    this.value = value;
  }
}

async function commit(
  context: Context,
  write: Write,
  {
    drafts,
    documents,
    origins,
  }: { drafts: readonly Draft[]; documents: readonly DocumentNews[]; origins: WithoutLine['origins'] },
  ways: Ways,
): Promise<Imported[]> {
  const bodies = [...drafts.flatMap(({ row }) => row.bodies), ...documents.map(({ body }) => body)];
  if (!ways.dryRun) await context.store.putBlobs(bodies);
  try {
    return await write((tx) => {
      const imported = putDrafts(tx, context, drafts);
      putDocuments(tx, context, documents);
      for (const [uuid, source] of origins) {
        const task = tx.get('task', uuid);
        if (task) tx.put('task', uuid, { ...task, source });
      }
      if (ways.dryRun) throw new Tried(imported);
      return imported;
    });
  } catch (error) {
    if (error instanceof Tried) return error.value;
    throw inItsRow(error, drafts);
  }
}

/**
 * Checks whether a draft changes its task, and notes the result for the report. With `merge`, skips a task that was
 * changed in Backlog later than in the file.
 */
function isNews(
  { row, uuid, task, present }: Draft,
  prepared: Prepared,
  {
    ways,
    reading,
    changed,
    door,
  }: { ways: Ways; reading: ReadRows; changed: ImportResult['changed']; door: Door | undefined },
): boolean {
  if (!present) return true;
  const fields = [
    ...differences(task, present),
    ...new Set(row.docs.map(([name]) => `docs.${name}`)),
    ...row.attachments.map(({ name }) => `attachments.${name}`),
  ];
  if (fields.length === 0) {
    prepared.unchanged.push(uuid);
    // Only the name of its list or the base changed, or the checkouts that say it is closed.
    row.given.modified = present.modified;
    return row.fresh !== undefined && isOtherOrigin(present.source, task.source);
  }
  if (ways.existing === 'merge' && !reading.bySource && !row.byHand && (row.given.modified ?? '9') < present.modified) {
    prepared.unchanged.push(uuid);
    prepared.warnings.push(
      `${locationText(row.place)}: task ${present.id} was changed here later (${fields.join(', ')}), so the row was skipped; ${inputOf(door, 'existing')} update overwrites it`,
    );
    return false;
  }
  changed.set(uuid, fields);
  return true;
}

/** Fields that the commit itself sets. */
const STAMPS = new Set(['id', 'entry', 'modified', 'source']);

function differences(task: Partial<Task>, present: Task): string[] {
  const names = new Set([...Object.keys(task), ...Object.keys(present)]) as Set<keyof Task>;
  return [...names].filter((name) => !STAMPS.has(name) && !isDeepStrictEqual(task[name], present[name]));
}

function badOf(error: unknown, rows: readonly ImportRow[]): BadRow | undefined {
  if (!(error instanceof BacklogError)) return undefined;
  const { file, line, row, part } = (error.data ?? {}) as Partial<RowLocation>;
  const found = rows.find(
    ({ place }) => place.row === row && place.file === file && place.line === line && place.part === part,
  );
  return found && { place: found.place, raw: found.raw, error };
}

/** Removes bad rows, and references of other rows to them. */
function withoutBad({ rows, warnings }: Prepared, bad: readonly BadRow[], reading: ReadRows): void {
  if (bad.length === 0) return;
  const raws = new Set(bad.map(({ raw }) => raw));
  const gone = new Set(
    reading.rows.flatMap(({ raw, known: { uuid, ref, id } }) =>
      raws.has(raw) ? [uuid, ref, id].filter((name) => name !== undefined && name !== null).map(String) : [],
    ),
  );
  for (let i = rows.length - 1; i >= 0; i--) if (raws.has(rows[i]!.raw)) rows.splice(i, 1);
  const stays = new Set(rows.flatMap(({ uuid, ref, number }) => [uuid, ref, number]));
  const isGone = (name: string) => gone.has(name) && !stays.has(name);
  for (const { place, fields, given } of rows) {
    const note = (field: string) =>
      warnings.push(`${locationText(place)}, ${field}: it refers to a row that was left out`);
    if (fields.depends?.some(isGone)) {
      fields.depends = fields.depends.filter((name) => !isGone(name));
      note('depends');
    }
    if (fields.parent && isGone(fields.parent)) {
      delete fields.parent;
      note('parent');
    }
    if (given.links?.some(({ uuid }) => isGone(uuid))) {
      given.links = given.links.filter(({ uuid }) => !isGone(uuid));
      note('links');
    }
  }
}
