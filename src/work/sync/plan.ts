import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { namedScope } from '../../domain/repository.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import type { Task } from '../../domain/task/task.ts';
import { FILE_FIELDS, type FileTask, type OpenFile, problemError } from '../../sources/index.ts';
import { readDoc, SPEC } from '../documents/documents.ts';
import { archivedRows } from '../import/match/archived.ts';
import { nameRows } from '../import/match/name-rows.ts';
import { handedOver, noteUnderway, type Underway } from '../import/take/underway.ts';
import { documentOf, isStill, readBase, said, saysSame } from '../merge/base.ts';
import { merge } from '../merge/merge.ts';
import { compileContextFilter } from '../task/select.ts';
import type { Context } from '../workspace/context.ts';
import { isDecidedHere } from './file-conflicts.ts';
import { planRemoved, planWithoutTask } from './plan-one-sided.ts';
import {
  type Bases,
  baseOf,
  formerRowDigest,
  importedBases,
  importRowOf,
  isUnseen,
  resolvedValues,
  type SyncRow,
  valuesHere,
} from './row-values.ts';
import { matchFileRows } from './rows.ts';
import { type RowPlan, type SyncOptions, type SyncPlan, sideFor } from './sync-plan.ts';
import { archivedRow, conflict, refusedRow } from './undecided.ts';
import { planFileEdit } from './write-text.ts';

/** The choice of a push without a file: it gets the open tasks that it had. */
const ALL_HERE = { said: '', only: undefined, side: 'ours', ids: new Set<string>(), delete: false } as const;

interface Planning {
  open: OpenFile;
  /** Record id of the synchronisation, and the file's path. */
  key: string;
  file: string;
  /** Record id of the synchronisation before the file was moved. */
  earlierKey: string | undefined;
  /** Whether there is no file. Then nobody removed a line from it. */
  isMissing: boolean;
  options: SyncOptions;
  /** Messages about rows that the queue refused, by position. */
  refused: ReadonlyMap<number, string>;
}

/** Compares file, queue and the last synchronised state, and plans the changes of both sides. Changes nothing. */
export async function planSync(context: Context, planning: Planning): Promise<SyncPlan> {
  const { open, key, earlierKey, file, isMissing, options } = planning;
  const { adopted, former, checkout } = nameRows(context, { rows: open.rows, origin: { file } }, []);
  noteUnderway({ rows: open.rows.filter(hasState), bySource: true });
  const archived = await archivedRows(context, { rows: [...open.rows] }, former);
  const known = knownOf(context, earlierKey ?? key);
  const matched = matchFileRows(open.rows, { context, adopted, known: new Set(known.keys()), archived });
  const plan: SyncPlan = {
    ...{ fields: open.fields ?? FILE_FIELDS, rows: [], edits: new Map(), added: [], deleted: [], dropped: [] },
    ...{ undecided: matched.undecided, conflicts: [], archived },
  };
  const lines = new Set(matched.rows.map(({ uuid }) => uuid));
  for (const row of matched.rows) {
    const seen = known.get(row.uuid);
    const inArchive = archived.byUuid.get(row.uuid);
    if (row.present)
      plan.rows.push(await planRow(context, row, { plan, planning, seen: seen ?? importedBases(row, checkout) }));
    else if (!inArchive) await planWithoutTask(context, row, { plan, planning, isKnown: seen !== undefined });
    else if (hasChanged(row, seen, { fields: plan.fields, task: inArchive }))
      plan.undecided.push(archivedRow(context, row, inArchive));
  }
  const lost = [...known.keys()].filter((uuid) => !lines.has(uuid));
  const meant = new Set(matched.rows.flatMap(({ values: { depends = [], parent } }) => [depends, parent].flat()));
  const asked = options.direction === 'push' ? isMissing && ALL_HERE : options;
  if (asked) for (const uuid of lost) planRemoved(context, uuid, { plan, options: asked, isMeant: meant.has(uuid) });
  const isKnown = (uuid: string) => lines.has(uuid) || known.has(uuid) || matched.candidates.has(uuid);
  const wanted = options.direction === 'pull' ? [] : await selected(context, options.only);
  const fresh = wanted.filter(({ uuid }) => !isKnown(uuid));
  const back = options.direction === 'pull' ? [] : plan.added;
  plan.added = [];
  for (const task of [...back, ...fresh.sort((a, b) => a.id - b.id)]) plan.added.push(await fileTask(context, task));
  return plan;
}

/** Checks whether a row has a state of its own, such as `In Progress`. Tags of a line don't count. */
const hasState = ({ held, extra }: OpenFile['rows'][number]): boolean =>
  held !== undefined || typeof extra.status === 'string';

/** Returns the open tasks that the caller adds to the file. Without a filter, the file only has its own tasks. */
async function selected(context: Context, only: string | undefined): Promise<Task[]> {
  if (only === undefined) return [];
  const filter = await compileContextFilter(context, only);
  return filter.select(context.facts()).filter(({ status }) => status === 'pending');
}

/** Returns the bases of the tasks that the file had after the last synchronisation, by uuid. */
function knownOf({ store }: Context, key: string): Map<string, Readonly<Record<string, string>>> {
  const known = new Map<string, Readonly<Record<string, string>>>();
  for (const [, { file, uuid, seen }] of store.state.all('synced')) if (file === key) known.set(uuid, seen);
  return known;
}

/** Checks whether the row of an archived task has changed; without a base, only whether its status differs. */
function hasChanged(
  { values }: SyncRow,
  seen: Bases,
  { fields, task: { status } }: { fields: readonly string[]; task: Task },
): boolean {
  if (!seen) return fields.includes('status') && !saysSame('status', values.status, status);
  return fields.some((field) => !isStill(baseOf(seen, field).there, field, values[field], formerRowDigest));
}

/** Returns a task as a file shows it. */
async function fileTask(context: Context, task: Task): Promise<FileTask> {
  const spec = await readDoc(context, task, SPEC);
  const scope = task.scope && namedScope(task.scope, context.repositories.all);
  return { ...task, ...(scope ? { scope } : {}), ...(spec === null ? {} : { docs: { spec } }) };
}

async function planRow(
  context: Context,
  row: SyncRow,
  { plan, planning, seen }: { plan: SyncPlan; planning: Planning; seen: Bases },
): Promise<RowPlan> {
  const present = row.present!;
  const spec = (await readDoc(context, present, SPEC)) ?? undefined;
  const values = valuesHere(present, spec);
  const here = Object.fromEntries(plan.fields.map((field) => [field, said(field, values[field])]));
  const made: RowPlan = { row, bases: seen, take: [], give: [], open: new Set(), merged: {}, here, spec, isNew: false };
  const both: string[] = [];
  const { options, refused } = planning;
  const side = sideFor(options, present);
  for (const field of plan.fields) {
    const base = baseOf(seen, field);
    const isThere = !isStill(base.there, field, row.values[field], formerRowDigest);
    const isHere = !isStill(base.here, field, values[field], formerRowDigest);
    if (isThere && isHere) both.push(field);
    else if ((!isThere && !isHere) || saysSame(field, row.values[field], values[field])) continue;
    else made[isThere || (isUnseen(base) && side === 'theirs') ? 'take' : 'give'].push(field);
  }
  if (changesHandoff(context, made)) made.take.push('underway');
  try {
    if (row.row.problems.length > 0) throw problemError(row.row.problems[0]!);
    const there = both.some((field) => !saysSame(field, row.values[field], values[field]))
      ? await resolvedValues(context, row)
      : values;
    for (const field of both) {
      if (saysSame(field, row.values[field], values[field]) || saysSame(field, there[field], values[field])) continue;
      if (side) made[side === 'ours' ? 'give' : 'take'].push(field);
      else await planBoth(context, made, { plan, planning, field, value: values[field] });
    }
    leaveOneSide(made, options.direction);
    const message = refused.get(row.index);
    if (message !== undefined && made.take.length > 0) throw new BacklogError('conflict', message);
    const fields = made.take.filter(
      (field) => field !== 'status' && !(field === 'spec' && row.values.spec === undefined),
    );
    if (fields.length > 0) made.taken = await importRowOf(context, made.row, fields);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    // A file of one task that can't be read can't be changed either.
    const isUnread = row.row.place.whole === true && row.row.problems.length > 0;
    for (const field of isUnread ? [...made.take, ...made.give] : made.take) made.open.add(field);
    const give = isUnread ? [] : made.give.filter((field) => !Object.hasOwn(made.merged, field));
    Object.assign(made, { row, give, take: [], merged: {}, failed: true });
    plan.undecided.push(refusedRow(row, error));
    if (isUnread) return made;
  }
  if (options.direction !== 'pull')
    planFileEdit(context, plan, made, mergedTask(await fileTask(context, present), made.merged));
  else if (!row.marked) plan.edits.set(row.index, { mark: row.uuid });
  return made;
}

/**
 * Checks whether somebody began with a task in the file since the last synchronisation, or stopped. Until somebody begins
 * here, the task is not free then, or free again.
 */
function changesHandoff(context: Context, { row, bases, take }: RowPlan): boolean {
  const { underway = null } = row.row.known as { underway?: Underway | null };
  const isStillSo = readBase(bases?.underway).there === said('underway', underway?.word);
  // A reopened task gets it with its status.
  if (isStillSo || take.includes('status')) return false;
  const importer = formatActor(context.caller.actor);
  const found = handedOver(underway, { present: row.present, importer, at: toInstant(context.clock.now) });
  return found !== undefined;
}

/** Leaves the changes of the other direction to a later call: their base stays. */
function leaveOneSide(made: RowPlan, direction: SyncOptions['direction']): void {
  if (direction === undefined) return;
  const [kept, left] = direction === 'pull' ? [made.take, made.give] : [made.give, made.take];
  const both = kept.filter((field) => Object.hasOwn(made.merged, field));
  for (const field of [...left, ...both]) made.open.add(field);
  const stays = kept.filter((field) => !both.includes(field));
  Object.assign(made, { take: [], give: [], merged: {}, [direction === 'pull' ? 'take' : 'give']: stays });
}

/** Merges a field that both sides changed. If that isn't possible, the caller decides, or has decided before. */
async function planBoth(
  context: Context,
  made: RowPlan,
  { plan, planning, field, value }: { plan: SyncPlan; planning: Planning; field: string; value: unknown },
): Promise<void> {
  const { row } = made;
  const base = baseOf(made.bases, field);
  const sides = { there: row.values[field], here: value, moved: { there: true, here: true }, base };
  const merged = await merge(field, { ...sides, document: () => documentOf(context.store, base) });
  if (merged.from === 'both') {
    made.take.push(field);
    made.give.push(field);
    made.merged = { ...made.merged, [field]: merged.value };
    made.row = { ...row, values: { ...row.values, [field]: merged.value } };
    return;
  }
  const { options, key } = planning;
  const one = { uuid: row.uuid, field, there: row.values[field], seen: made.bases?.[field] };
  if (isDecidedHere(context, key, one)) {
    made.give.push(field);
    return;
  }
  plan.conflicts.push({ ...one, here: value });
  made.open.add(field);
  const isFirst = isUnseen(base);
  plan.undecided.push(conflict(context, { row, present: row.present!, field, queue: value, isFirst, options }));
}

/** Returns a task with the values that both sides get. */
function mergedTask(task: FileTask, { acceptance, spec, ...merged }: RowPlan['merged']): FileTask {
  const criteria = (acceptance as string[] | undefined)?.map(
    (text) => task.acceptance?.find((one) => criterionLine(one) === text) ?? { id: text, text },
  );
  return {
    ...task,
    ...merged,
    ...(criteria ? { acceptance: criteria } : {}),
    ...(spec === undefined ? {} : { docs: { ...task.docs, spec: spec as string } }),
  };
}
