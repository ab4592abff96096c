import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Kinds } from '../../domain/records.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { same, sha256, type Tx } from '../../store/index.ts';
import { checkedStep } from '../claim/check-effects.ts';
import { currentVersion, docId, putDocVersion, SPEC } from '../documents/documents.ts';
import { inItsRow, inRow } from '../import/complaints.ts';
import type { Draft } from '../import/draft-rows.ts';
import { putDrafts } from '../import/put-drafts.ts';
import { handedOver, type Underway } from '../import/take/underway.ts';
import { type Base, baseText, said } from '../merge/base.ts';
import { completeTask, deleteTask, reopened } from '../task/close.ts';
import { putTask } from '../task/put-task.ts';
import type { Context } from '../workspace/context.ts';
import { putFileConflicts, removeFileConflicts } from './file-conflicts.ts';
import { keepNames } from './file-sources.ts';
import { baseOf, type SyncRow, valuesHere } from './row-values.ts';
import type { RowPlan, SyncOptions, SyncPlan } from './sync-plan.ts';
import type { NewText } from './write-text.ts';

export interface Committing {
  plan: SyncPlan;
  drafts: readonly Draft[];
  /** The values of the file after it was written. */
  values: NewText['values'];
  side: SyncOptions['side'];
  /** When the file was changed last. */
  fileAt: string | undefined;
  sync: {
    key: string;
    /** The key before the file was moved. Its records are removed. */
    earlierKey: string | undefined;
    file: string;
    only: string | undefined;
    sum: string;
    actor: string;
    /** The ids of rows, by uuid, of a format with lasting ids. */
    ids: ReadonlyMap<string, string>;
    isFolder: boolean;
  };
}

/** What a commit did: tasks by uuid, the changes that the queue refused, and rows that changed meanwhile. */
export interface Committed {
  tasks: Map<string, Task>;
  refused: { plan: RowPlan | undefined; task: Task; error: BacklogError }[];
  moved: RowPlan[];
  /** The reasons that blocked tasks which were completed anyway, one sentence each. */
  despite: string[];
}

/**
 * Writes the file's changes to the queue, and the new base of both sides, in one transaction. A row whose task changed
 * since the plan in a field that it sets waits for the next synchronisation.
 * @throws BacklogError naming the row, for a change that the queue refuses
 */
export function commitSync(tx: Tx, context: Context, committing: Committing): Committed {
  const { plan, drafts, values, sync, side, fileAt } = committing;
  const done: Committed = { tasks: new Map(), refused: [], moved: [], despite: [] };
  const byUuid = new Map(plan.rows.map((one) => [one.row.uuid, one]));
  for (const one of plan.rows) if (hasMoved(tx, one)) done.moved.push(one);
  const stays = (uuid: string) => !done.moved.includes(byUuid.get(uuid)!);
  try {
    const written = putDrafts(
      tx,
      context,
      drafts.filter(({ uuid }) => stays(uuid)),
      ({ row }, step) => inRow(row.place, () => checkedStep(tx, context, step)),
    );
    for (const { task } of written) done.tasks.set(task.uuid, task);
  } catch (error) {
    throw inItsRow(error, drafts);
  }
  const own = plan.rows.filter((one) => !one.isNew && stays(one.row.uuid));
  for (const one of own) removeSpec(tx, context, one);
  changeStatuses(tx, context, own, done);
  const kept = new Set<string>();
  for (const task of plan.deleted) {
    const refused = attempt(() =>
      done.tasks.set(task.uuid, deleteTask(tx, context, tx.get('task', task.uuid) ?? task)),
    );
    if (!refused) continue;
    kept.add(task.uuid);
    done.refused.push({ plan: undefined, task, error: refused });
  }
  putBase(tx, { plan, values, sync }, { done, kept });
  putFileConflicts(tx, context, { key: sync.key, plan, side, fileAt });
  return done;
}

/** Checks whether a field that the row sets has changed in the queue since the plan. */
function hasMoved(tx: Tx, { row, take, spec, isNew }: RowPlan): boolean {
  const now = tx.get('task', row.uuid);
  if (isNew || !now) return !isNew || now !== undefined;
  const before = row.present as unknown as Record<string, unknown>;
  if (take.includes('spec') && currentVersion(tx.get('doc', docId(row.uuid, SPEC)))?.blob !== blobOf(spec)) return true;
  return take.some((field) => !same(before[field], (now as unknown as Record<string, unknown>)[field]));
}

const blobOf = (text: string | undefined) => (text === undefined ? undefined : sha256(text));

function removeSpec(tx: Tx, context: Context, { row, take, spec }: RowPlan): void {
  if (!take.includes('spec') || row.values.spec !== undefined || spec === undefined) return;
  const task = tx.get('task', row.uuid)!;
  putDocVersion(tx, context, { task, name: SPEC, blob: null });
}

/**
 * Completes, deletes and reopens tasks as commands do, with their rules. Tasks with open subtasks wait until those are
 * done.
 */
function changeStatuses(tx: Tx, context: Context, rows: readonly RowPlan[], done: Committed): void {
  let waiting = rows.filter(({ take }) => take.includes('status'));
  let refused: { plan: RowPlan; error: BacklogError }[] = [];
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    refused = waiting.flatMap((plan) => {
      const error = attempt(() => done.tasks.set(plan.row.uuid, withStatus(tx, context, plan, done)));
      return error ? [{ plan, error }] : [];
    });
    waiting = refused.map(({ plan }) => plan);
  }
  for (const { plan, error } of refused) done.refused.push({ plan, task: tx.get('task', plan.row.uuid)!, error });
}

function withStatus(tx: Tx, context: Context, { row }: RowPlan, done: Committed): Task {
  const task = tx.get('task', row.uuid)!;
  const { status } = row.values;
  if (task.status === status) return task;
  if (status === 'deleted') return deleteTask(tx, context, task);
  const open = isOpen(task) ? task : putTask(tx, reopenedBy(row, reopened(task, tx.at), { tx, context }));
  if (status !== 'completed') return open;
  const completed = completeTask(tx, context, open);
  done.despite.push(...completed.despite);
  return completed.task;
}

/** Returns a reopened task. If its line is in progress, it is a handoff, because somebody works on it elsewhere. */
function reopenedBy({ row }: SyncRow, task: Task, { tx, context }: { tx: Tx; context: Context }): Task {
  const { underway } = row.known as { underway?: Underway };
  if (!underway) return task;
  const importer = formatActor(context.caller.actor);
  const handoff = handedOver(underway, { present: task, importer, at: tx.at, reopens: true });
  return handoff ? { ...task, handoff } : task;
}

function attempt(step: () => unknown): BacklogError | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
}

/** Stores what both sides have. A field that somebody has to decide keeps its former base. */
function putBase(
  tx: Tx,
  { plan, values, sync }: Pick<Committing, 'plan' | 'values' | 'sync'>,
  { done, kept }: { done: Committed; kept: ReadonlySet<string> },
): void {
  const refused = new Set(done.refused.map(({ plan }) => plan));
  for (const one of plan.rows) {
    if (done.moved.includes(one)) continue;
    put(tx, sync, one.row.uuid, baseOfRow(tx, one, { ...plan, values, isRefused: refused.has(one) }));
  }
  for (const task of plan.added) {
    const here = valuesHere(task, task.docs?.spec);
    // In the file, globs also name the repository.
    const scope = tx.get('task', task.uuid)?.scope;
    const own: Readonly<Record<string, unknown>> = { ...here, scope };
    const bases = plan.fields.map((field): [string, Base] => [
      field,
      { there: said(field, values.get(task.uuid)?.[field]), here: said(field, own[field]) },
    ]);
    put(tx, sync, task.uuid, seenOf(bases));
  }
  for (const uuid of plan.dropped) {
    const id = `${sync.key}/${uuid}`;
    if (!kept.has(uuid) && tx.get('synced', id)) tx.remove('synced', id);
  }
  const { key, earlierKey, file, only, sum, actor, isFolder } = sync;
  if (earlierKey !== undefined) {
    for (const [id, one] of [...tx.all('synced')]) if (one.file === earlierKey) tx.remove('synced', id);
    removeFileConflicts(tx, earlierKey);
  }
  keepNames(tx);
  const { name, state, map } = tx.get('sync', earlierKey ?? key) ?? {};
  if (earlierKey !== undefined) tx.remove('sync', earlierKey);
  tx.put('sync', key, {
    ...present({ name, state, map, folder: isFolder ? (true as const) : undefined }),
    file,
    ...(only === undefined ? {} : { only }),
    sum,
    at: tx.at,
    actor,
  });
  keepNames(tx);
}

/** Returns the new bases of a row, as {@link putBase} stores them. */
export function baseOfRow(
  tx: Pick<Tx, 'get'>,
  { row, bases, take, give, open, here, spec, isNew }: RowPlan,
  { fields, values, isRefused }: Pick<SyncPlan, 'fields'> & { values: NewText['values']; isRefused: boolean },
): Record<string, string> {
  const now = tx.get('task', row.uuid);
  const own = now ? valuesHere(now, take.includes('spec') ? (row.values.spec as string | undefined) : spec) : {};
  const there = give.includes('status') ? undefined : (row.row.known as { underway?: Underway }).underway?.word;
  const underway = open.has('underway') ? baseOf(bases, 'underway').there : said('underway', there);
  return seenOf([
    ['underway', { there: underway, here: underway }],
    ...fields.map((field): [string, Base] => {
      if (open.has(field) || (isRefused && field === 'status')) return [field, baseOf(bases, field)];
      const isTaken = isNew || take.includes(field);
      const queue = isTaken ? said(field, (own as Record<string, unknown>)[field]) : here[field]!;
      return [field, { there: said(field, values.get(row.uuid)?.[field]), here: queue }];
    }),
  ]);
}

/** Returns the bases for storing. Fields without a value on both sides are left out. */
function seenOf(bases: readonly (readonly [string, Base])[]): Record<string, string> {
  return Object.fromEntries(bases.map(([field, base]) => [field, baseText(base)]).filter(([, text]) => text !== ''));
}

function put(tx: Tx, { key, ids }: Committing['sync'], uuid: string, seen: Record<string, string>): void {
  const record = syncedRecord(key, { ids, uuid, seen });
  if (!same(tx.get('synced', `${key}/${uuid}`), record)) tx.put('synced', `${key}/${uuid}`, record);
}

/** Returns the record of a task of a file. `ids` are the ids of tasks there, by uuid. */
export function syncedRecord(
  key: string,
  { ids, uuid, seen }: { ids: ReadonlyMap<string, string>; uuid: string; seen: Record<string, string> },
): Kinds['synced'] {
  return { file: key, uuid, seen, ...present({ id: ids.get(uuid) }) };
}
