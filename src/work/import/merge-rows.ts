import { pushAll } from '../../base/iterables.ts';
import { putOwn } from '../../base/own-property.ts';
import { inTurns } from '../../base/progress.ts';
import { storable, unstorable } from '../../base/unsafe-characters.ts';
import { callOf, inputOf } from '../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { TrustRules } from '../../domain/outside.ts';
import { isClosed, type Task } from '../../domain/task/task.ts';
import { locationText, problemError, type ReadRows, type RowLocation, type TaskRow } from '../../sources/index.ts';
import { type Store, sha256 } from '../../store/index.ts';
import { openGoalId } from '../goals/find-goal.ts';
import type { Context } from '../workspace/context.ts';
import { rowError, unknownErrors } from './complaints.ts';
import type { ImportRow, MergedRows, Ways } from './import-row.ts';
import { skipArchived, skippedText } from './match/archived.ts';
import { dropUnknown } from './match/drop-unknown.ts';
import { valuesOfRow } from './match/imported-before.ts';
import type { MatchedRows } from './match/match-rows.ts';
import { newsOf } from './match/merge-row.ts';
import { type OldRows, oldTexts, originRecord } from './match/origin-record.ts';
import { leaveOutOf, mayLeaveOut } from './take/odd-values.ts';
import { outsideDocuments, trustRules } from './take/outside.ts';
import { takeRepositoryAndChecks } from './take/repository-and-checks.ts';
import { takeRow } from './take/take-row.ts';

/**
 * Reads each row by the rules of the queue, and merges it with its task. Changes nothing. `bad` lists the bad rows with
 * all their problems.
 */
export async function mergeRows(
  context: Context,
  reading: ReadRows,
  { ways, matched: { archived, checkout } }: { ways: Ways; matched: MatchedRows },
): Promise<MergedRows> {
  const prepared: MergedRows = { rows: [], warnings: [], bad: [], unchanged: [] };
  const names = new Set<string>();
  const told = new Map<string, { first: RowLocation; rows: number }>();
  const old: OldRows = { older: [], stillOpen: [] };
  const within = { reading, ways, prepared, checkout, rules: trustRules(context), ...old };
  for await (const [, row] of inTurns(reading.rows, { progress: context.caller.progress, what: 'checking rows' })) {
    const { place, raw } = row;
    const mayLeave = mayLeaveOut(row, reading) ? { mayLeave: true as const } : {};
    try {
      const taken = skipArchived(row, archived, ways)
        ? undefined
        : await prepareRow(context, row, within).catch((error: unknown) => {
            if (!mayLeave.mayLeave || !(error instanceof BacklogError)) throw error;
            if (!leaveOutOf(row, error, context.uuidOf)) throw error;
            return prepareRow(context, row, within);
          });
      if (taken) {
        checkNames(taken, names);
        prepared.rows.push({ ...taken, ...mayLeave });
      }
      for (const warning of row.warnings) {
        const known = told.get(warning);
        if (known) known.rows++;
        else told.set(warning, { first: place, rows: 1 });
      }
      forgetValues(row);
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      prepared.bad.push({ place, raw, error, ...mayLeave });
    }
  }
  pushAll(prepared.warnings, grouped(told));
  pushAll(prepared.warnings, oldTexts(old, reading, context.caller));
  for (const uuid of archived.byUuid.keys()) names.add(uuid);
  if (!reading.bySource) dropUnknown(context, prepared, { names, reading });
  dropGoals(context, prepared);
  for (const row of archived.left) prepared.unchanged.push(row);
  const leftAlone = skippedText(archived, context.caller.door);
  if (leftAlone !== undefined) prepared.warnings.push(leftAlone);
  return prepared;
}

/** Drops the values of a merged row, which later steps don't read. A large file would be in memory twice. */
function forgetValues(row: TaskRow): void {
  const { uuid, ref, id } = row.known;
  row.known = { uuid, ref, id };
  row.extra = {};
}

/** Joins equal warnings into one that names the first row. Rare warnings come first. */
function grouped(told: ReadonlyMap<string, { first: RowLocation; rows: number }>): string[] {
  return [...told]
    .sort(([, a], [, b]) => a.rows - b.rows)
    .map(([warning, { first, rows }]) =>
      rows === 1
        ? `${locationText(first)}, ${warning}`
        : `${warning} (${rows} rows, the first: ${locationText(first)})`,
    );
}

async function prepareRow(
  context: Context,
  row: TaskRow,
  within: {
    reading: ReadRows;
    ways: Ways;
    prepared: MergedRows;
    checkout: string;
    rules: TrustRules;
  } & OldRows,
): Promise<ImportRow | undefined> {
  const { reading, ways, prepared, checkout, rules } = within;
  makeStorable(row);
  takeRepositoryAndChecks(context, row);
  outsideDocuments(row, rules);
  if (row.problems.length > 0) throw rowError(row.problems.map(problemError), row);
  const { uuid } = row.known;
  const present = typeof uuid === 'string' ? context.queue.get(uuid.toLowerCase()) : undefined;
  if (present && ways.existing === 'refuse') refusePresent(present, row.place, context.caller);
  if (present && ways.existing === 'skip') {
    prepared.unchanged.push(present.uuid);
    row.warnings.length = 0;
    return undefined;
  }
  const isRecord = reading.bySource || row.byHand !== undefined;
  const unknown = reading.strict && uuid === undefined ? unknownErrors(row.extra, row.place) : [];
  const isWhole = isRecord ? ways.existing === 'update' : !reading.strict;
  if (present && isWhole && !row.known.handoff) row.known.underway ??= null;
  if (!isRecord) {
    if (present && ways.existing === 'merge') keepClosed(context, row, present);
    return takeRow(context, row, { present, unknown, rules });
  }
  const now = valuesOfRow(row);
  const theirs = ways.theirs || ways.existing === 'update';
  if (!present || ways.existing === 'update') {
    const source = originRecord({ row, here: present, now, checkout }, { taken: () => true, theirs });
    const told = { ...row, known: { ...row.known, source } };
    return { ...(await takeRow(context, told, { present, rules })), fresh: Object.keys(now) };
  }
  const merged = await newsOf(context, {
    row,
    present,
    now,
    theirs: ways.theirs,
    checkout,
    isEdited: reading.isEdited,
  });
  const { news, clashes } = merged;
  if (merged.older.length > 0) within.older.push({ task: present, fields: merged.older });
  if (merged.stillOpen) within.stillOpen.push(present);
  row.warnings = news ? row.warnings.concat(clashes) : clashes.concat(row.unknown ?? []);
  if (news)
    return { ...withTexts(await takeRow(context, news.row, { present, rules }), merged.texts), fresh: news.fields };
  prepared.unchanged.push(present.uuid);
  return undefined;
}

/** Adds the texts of the source that were merged, as earlier versions of the documents: later merges need them. */
function withTexts(row: ImportRow, texts: Readonly<Record<string, string>>): ImportRow {
  const all = Object.entries(texts);
  const docs = all.map(([name, body]): [string, string] => [name, sha256(body)]);
  return { ...row, docs: [...docs, ...row.docs], bodies: [...row.bodies, ...all.map(([, body]) => body)] };
}

/**
 * Keeps a closed task closed if its row is open and has no time, or the task's own time. Such a row may be older: a plan
 * that was exported before has no times.
 */
function keepClosed({ caller }: Context, { known, warnings }: TaskRow, present: Task): void {
  const { status = 'pending', modified } = known;
  const isDated = modified !== undefined && modified !== present.modified;
  if (isDated || !isClosed(present) || status === 'completed' || status === 'deleted') return;
  Object.assign(known, { status: present.status, end: present.end });
  warnings.push(
    `status: the row is open and has no later time than the task, which is closed here; it stays closed (${inputOf(caller.door, 'existing')} update reopens it)`,
  );
}

/** Removes goals that a task of this queue can't have: an export of tasks doesn't contain its goals. */
function dropGoals({ queue, store, caller }: Context, { rows, warnings }: MergedRows): void {
  let isMissing = false;
  for (const { place, fields, uuid } of rows) {
    const problem = goalProblem(store.state, fields.goal, uuid === undefined ? undefined : queue.get(uuid));
    if (!problem) continue;
    warnings.push(`${locationText(place)}, goal: ${problem.message}; it was left out`);
    delete fields.goal;
    isMissing ||= problem.code === 'not-found';
  }
  if (isMissing)
    warnings.push(
      `goals have a file of their own: write it with ${callOf(caller, 'goal_export')}, import it with ${callOf(caller, 'goal_import')}, then import the tasks again`,
    );
}

/** Returns the error about a goal that an imported task can't have. A task keeps the goal that it has. */
function goalProblem(state: Store['state'], goal: unknown, present: Task | undefined): BacklogError | undefined {
  if (typeof goal !== 'string' || goal === present?.goal) return undefined;
  try {
    openGoalId(state, goal);
    return undefined;
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
}

function checkNames({ place, ref, uuid }: ImportRow, names: Set<string>): void {
  for (const [field, name] of Object.entries({ ref, uuid })) {
    if (name !== undefined && names.has(name))
      refuse('invalid', `${locationText(place)}, field ${field}: "${name}" appears twice`, {
        data: { ...place, field },
      });
    if (name !== undefined) names.add(name);
  }
}

function refusePresent({ uuid }: Task, place: RowLocation, { door }: Context['caller']): never {
  return refuse('conflict', `${locationText(place)}, field uuid: task ${uuid} already exists`, {
    hint: `Use ${inputOf(door, 'existing')} skip or ${inputOf(door, 'existing')} update.`,
    data: { ...place, field: 'uuid' },
  });
}

/**
 * Replaces characters that Backlog can't store in texts by U+FFFD, with a warning. Doesn't change `extra`, which is
 * JSON.
 */
function makeStorable({ known, warnings }: TaskRow): void {
  for (const [field, value] of Object.entries(known)) {
    if (field === 'extra') continue;
    const found = new Set<string>();
    const clean = storableIn(value, found);
    if (found.size === 0) continue;
    putOwn(known, field, clean);
    warnings.push(`${field}: ${[...found].join(', ')} is not a text character; replaced by U+FFFD`);
  }
}

function storableIn(value: unknown, found: Set<string>): unknown {
  if (typeof value === 'string') {
    const first = unstorable(value);
    if (first !== undefined) found.add(first);
    return first === undefined ? value : storable(value);
  }
  if (Array.isArray(value)) return value.map((inner) => storableIn(inner, found));
  if (typeof value !== 'object' || value === null) return value;
  const clean = {};
  for (const [key, inner] of Object.entries(value))
    putOwn(clean, storableIn(key, found) as string, storableIn(inner, found));
  return clean;
}
