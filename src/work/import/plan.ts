import { isDeepStrictEqual } from 'node:util';
import { pushAll } from '../../base/iterables.ts';
import { callOf, inputOf } from '../../domain/calls/door.ts';
import type { BacklogError } from '../../domain/errors.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { locationText, type ReadRows } from '../../sources/index.ts';
import type { Context } from '../workspace/context.ts';
import { rowsError } from './complaints.ts';
import { type DocumentNews, documentNews } from './documents.ts';
import { type Draft, draftRows } from './draft-rows.ts';
import type { BadRow, MergedRows, Ways, WithoutLine } from './import-row.ts';
import { idsText } from './match/archived.ts';
import { withoutCircles } from './match/circles.ts';
import type { MatchedRows } from './match/match-rows.ts';
import { isOtherOrigin } from './match/origin-record.ts';
import { leaveOutLater } from './take/odd-values.ts';

/** What an import does. A dry run prints it, and otherwise it is applied as it is. */
export interface ImportPlan extends WithoutLine {
  /** The tasks to write, in the order of the rows. */
  drafts: Draft[];
  /** Names of the changed fields of each task, with uuids as keys. New tasks aren't included. */
  changed: Map<string, string[]>;
  /** uuids of tasks that already match their rows, or that are skipped. */
  unchanged: Set<string>;
  /** New texts of the workspace's documents. */
  documents: DocumentNews[];
  bad: BadRow[];
  warnings: string[];
}

interface Planning {
  reading: ReadRows;
  ways: Ways;
  matched: MatchedRows;
  merged: MergedRows;
  /** Whether to validate each task, so that bad rows can be left out. */
  check: boolean;
}

/**
 * Plans the tasks that an import writes. Leaves out bad rows of another tool's file, or all of them if the caller wants
 * it. Changes nothing.
 * @throws BacklogError naming all bad rows, if they refuse the import
 */
export async function planImport(context: Context, planning: Planning): Promise<ImportPlan> {
  const { reading, ways, matched, merged, check } = planning;
  const { drafts, failed } = await draftRows(context, merged.rows, { check, archived: matched.archived.byUuid });
  const odd = failed.flatMap(({ raw, error }) => leaveOutIn(merged, raw, error));
  pushAll(merged.warnings, odd);
  if (odd.length > 0) return planImport(context, planning);
  if (isRefused(merged, failed, ways)) throw rowsError(merged.bad.concat(failed));
  leaveOutRows(merged, failed, reading);
  if (failed.length > 0) return planImport(context, planning);
  context.caller.progress?.(0, drafts.length, 'comparing tasks');
  // Who writes rows into a call can correct them.
  const isFile = drafts.some(({ row }) => row.place.file !== undefined);
  const { sound, left } = isFile ? withoutCircles(drafts, context) : { sound: drafts, left: [] };
  const { others, told } = dropDoubles(sound, context, ways);
  const plan: ImportPlan = {
    ...{ ...matched.lineless, drafts: [], changed: new Map(), unchanged: new Set(merged.unchanged) },
    documents: await documentNews(context, reading, ways),
    bad: merged.bad.toSorted((a, b) => a.place.row - b.place.row),
    warnings: [...merged.warnings],
  };
  plan.drafts = others.filter((draft) => isNews(draft, plan, { ways, reading, context }));
  pushAll(plan.warnings, [...left, ...(told === undefined ? [] : [told])]);
  return plan;
}

/**
 * Checks whether a draft changes its task, and notes the result in the plan. With `merge`, skips a task that was
 * changed in Backlog later than in the file.
 */
function isNews(
  { row, uuid, task, present }: Draft,
  plan: ImportPlan,
  { ways, reading, context: { caller } }: { ways: Ways; reading: ReadRows; context: Pick<Context, 'caller'> },
): boolean {
  if (!present) return true;
  const fields = [
    ...differences(task, present),
    ...new Set(row.docs.map(([name]) => `docs.${name}`)),
    ...row.attachments.map(({ name }) => `attachments.${name}`),
  ];
  if (fields.length === 0) {
    plan.unchanged.add(uuid);
    // Only the name of its list or the base changed, or the checkouts that say it is closed.
    row.given.modified = present.modified;
    return row.fresh !== undefined && isOtherOrigin(present.source, task.source);
  }
  if (ways.existing === 'merge' && !reading.bySource && !row.byHand && (row.given.modified ?? '9') < present.modified) {
    plan.unchanged.add(uuid);
    plan.warnings.push(
      `${locationText(row.place)}: task ${present.id} was changed here later (${fields.join(', ')}), so the row was skipped; ${inputOf(caller.door, 'existing')} update overwrites it`,
    );
    return false;
  }
  plan.changed.set(uuid, fields);
  return true;
}

/** Fields that the commit itself sets. */
const STAMPS = new Set(['id', 'entry', 'modified', 'source']);

function differences(task: Partial<Task>, present: Task): string[] {
  const names = new Set([...Object.keys(task), ...Object.keys(present)]) as Set<keyof Task>;
  return [...names].filter((name) => !STAMPS.has(name) && !isDeepStrictEqual(task[name], present[name]));
}

/** Leaves out the values of a row that an error names. @returns a message for each */
export function leaveOutIn({ rows }: MergedRows, raw: unknown, error: BacklogError): string[] {
  const row = rows.find((one) => one.raw === raw);
  return row ? leaveOutLater(row, error) : [];
}

/**
 * Checks whether bad rows refuse the import. Those of another tool's file are left out, unless no row of the file is
 * good.
 */
function isRefused({ rows, unchanged, bad }: MergedRows, failed: readonly BadRow[], { skipBad }: Ways): boolean {
  const all = bad.concat(failed);
  if (skipBad || all.length === 0) return false;
  return all.some(({ mayLeave }) => !mayLeave) || rows.length - failed.length + unchanged.length === 0;
}

/** Leaves out bad rows, and references of other rows to them. */
export function leaveOutRows(
  { rows, warnings, bad: known }: MergedRows,
  bad: readonly BadRow[],
  reading: ReadRows,
): void {
  if (bad.length === 0) return;
  if (bad !== known) pushAll(known, bad);
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

/**
 * Finds new rows that repeat the text of a task that is open after the import. Omits such a row if a person wrote it by
 * hand; references to it then mean the open task. Imports other such rows with a warning.
 */
function dropDoubles(
  drafts: readonly Draft[],
  { queue, caller }: Pick<Context, 'queue' | 'caller'>,
  { again }: Ways,
): { others: Draft[]; told: string | undefined } {
  const isNew = drafts.filter(({ present }) => !present);
  if (isNew.length === 0 || again) return { others: [...drafts], told: undefined };
  const after = new Map(drafts.map(({ uuid, task }) => [uuid, task]));
  const open = new Map(
    Array.from(queue.open(), (task) => [after.get(task.uuid) ?? task, task] as const).flatMap(([then, task]) =>
      isOpen(then) ? [[saying(then), task]] : [],
    ),
  );
  const twins = new Map<string, Task>();
  const meant = (uuid: string) => twins.get(uuid)?.uuid ?? uuid;
  // Repeats until nothing changes, because a child of an omitted row can repeat a task, too.
  for (let before = -1; before < twins.size; ) {
    before = twins.size;
    for (const { uuid, task } of isNew) {
      const twin = isOpen(task) ? open.get(saying(task, meant)) : undefined;
      if (twin && !twins.has(uuid)) twins.set(uuid, twin);
    }
  }
  const isLeft = ({ uuid, row }: Draft) => row.byHand !== undefined && twins.has(uuid);
  const [left, said] = [isNew.filter(isLeft), isNew.filter((draft) => twins.has(draft.uuid) && !isLeft(draft))];
  const leftOut = new Set(left.map(({ uuid }) => uuid));
  const others = drafts.filter(({ uuid }) => !leftOut.has(uuid));
  if (leftOut.size > 0)
    for (const { task } of others) nameTwins(task, (uuid) => (leftOut.has(uuid) ? meant(uuid) : uuid));
  const told = [
    left.length === 0
      ? undefined
      : left.length === 1
        ? `one row has the words of open task ${idsOf(left, twins)} and was left out; ${inputOf(caller.door, 'again')} imports it as a new task`
        : `${left.length} rows have the words of open tasks and were left out: ${idsOf(left, twins)}; ${inputOf(caller.door, 'again')} imports them as new tasks`,
    said.length === 0
      ? undefined
      : `${said.length === 1 ? 'one new task has the words of open task' : `${said.length} new tasks have the words of open tasks`} ${idsOf(said, twins)}; ${callOf(caller, 'task_undo')} undoes the import`,
  ].filter((line) => line !== undefined);
  return { others, told: told.length > 0 ? told.join('; ') : undefined };
}

function idsOf(drafts: readonly Draft[], twins: ReadonlyMap<string, Task>): string {
  return idsText(drafts.map(({ uuid }) => twins.get(uuid)!.id));
}

function nameTwins(task: Draft['task'], meant: (uuid: string) => string): void {
  if (task.parent !== undefined) task.parent = meant(task.parent);
  if (task.depends) task.depends = task.depends.map(meant);
}

function saying(
  { description, project = '', parent = '' }: Pick<Task, 'description' | 'project' | 'parent'>,
  meant = (uuid: string) => uuid,
): string {
  return JSON.stringify([project, meant(parent), description]);
}
