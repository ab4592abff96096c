import { pushAll } from '../../base/iterables.ts';
import { sentence } from '../../base/output/sentence.ts';
import { callOf } from '../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { fromInstant } from '../../domain/instant.ts';
import { isRecordOf } from '../../domain/kinds/schemas.ts';
import type { Archive } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { ArchivedRow, Commit, Store } from '../../store/index.ts';
import { formatFull } from '../../time/index.ts';
import { oneId, PREFIX_MIN, seekTask } from '../task/find.ts';
import type { Context } from '../workspace/context.ts';
import { archivedRowsIn, archiveFiles, quarterOf } from './files.ts';
import { anyArchived, restoreHint } from './is-archived.ts';

export interface Archived {
  task: Task;
  row: ArchivedRow;
  file: Archive;
}

type Asked = Parameters<ReturnType<Store['archive']>['find']>[0];

/** Finds archived tasks by number, by uuid or its prefix, or by source. Reads only the needed parts of each file. */
export async function findArchived(store: Pick<Store, 'state' | 'archive'>, asked: Asked): Promise<Archived[]> {
  const found: Archived[] = [];
  for (const file of archiveFiles(store)) {
    const out = new Set(file.out);
    for (const row of await store.archive(file).find(asked)) if (!out.has(row.uuid)) found.push(archivedOf(row, file));
  }
  return found;
}

/**
 * Yields the archived tasks of one quarter or of all quarters. Reads one file at a time, the latest quarter first.
 * @param first the first quarter to read, such as `2026-Q3`
 */
export async function* everyArchived(
  store: Pick<Store, 'state' | 'archive'>,
  { quarter, first = '' }: { quarter?: string | undefined; first?: string } = {},
): AsyncGenerator<Archived[]> {
  const files = archiveFiles(store, quarter).sort((a, b) => (a.file > b.file ? -1 : 1));
  for (const file of files)
    if (file.file >= first) yield (await archivedRowsIn(store, file)).map((row) => archivedOf(row, file));
}

/**
 * Reads the archived tasks that were closed since an instant, and earlier ones of its quarter.
 * @param since '' for all archived tasks
 */
export async function archivedSince(store: Pick<Store, 'state' | 'archive'>, since: string): Promise<Task[]> {
  const tasks: Task[] = [];
  for await (const rows of everyArchived(store, { first: quarterOf(since) }))
    pushAll(
      tasks,
      rows.map(({ task }) => task),
    );
  return tasks;
}

/** @throws BacklogError `store` for a row that doesn't begin with its task */
function archivedOf(row: ArchivedRow, file: Archive): Archived {
  const task: unknown = row.records[0]?.[2];
  if (isRecordOf('task', task)) return { task, row, file };
  return refuse('store', `the archive ${file.file} is damaged: the row of ${row.uuid} does not begin with its task`, {
    hint: 'See what is damaged: `backlog doctor`',
  });
}

/**
 * Finds the archived task for an id in any form that `findTask` accepts. Returns undefined if no archived task has the
 * id.
 * @throws BacklogError `ambiguous`
 */
export async function archivedTask(
  store: Pick<Store, 'state' | 'archive'>,
  text: string,
): Promise<Archived | undefined> {
  const name = oneId(text);
  if (name === undefined || !anyArchived(store)) return undefined;
  if (name.id !== undefined) {
    const [found] = await findArchived(store, { ids: [name.id] });
    if (found) return found;
  }
  if (name.text.length < PREFIX_MIN) return undefined;
  const [found, ...others] = await findArchived(store, { uuids: [name.text] });
  if (others.length === 0) return found;
  return refuse('ambiguous', `"${text}" is the start of the UUIDs of ${others.length + 1} archived tasks`, {
    hint: 'Give more characters, or the task number.',
    data: { candidates: [found!, ...others].map(({ task: { id, uuid, description } }) => ({ id, uuid, description })) },
  });
}

/** Finds a task in the queue or in the archive. @throws BacklogError as `findTask` */
export async function findAnywhere(
  { store, queue }: Pick<Context, 'store' | 'queue'>,
  text: string,
): Promise<{ task: Task; archived?: Archived }> {
  const task = seekTask(queue, text);
  if (task instanceof BacklogError) {
    const archived = await archivedTask(store, text);
    if (!archived) throw task;
    return { task: archived.task, archived };
  }
  return { task };
}

/** Finds the archived tasks that are named in commits, so that their descriptions can be shown. */
export async function archivedIn(
  { store, queue }: Pick<Context, 'store' | 'queue'>,
  commits: readonly Pick<Commit, 'changes'>[],
): Promise<Task[]> {
  if (!anyArchived(store)) return [];
  const named = JSON.stringify(commits.map(({ changes }) => changes)).match(UUIDS) ?? [];
  const uuids = [...new Set(named)].filter((uuid) => !queue.get(uuid)).slice(0, MOST_NAMED);
  // The history is useful without these descriptions.
  const found = uuids.length === 0 ? [] : await findArchived(store, { uuids }).catch(ignoreRefusal);
  return found.map(({ task }) => task);
}

const UUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Maximum number of archived tasks to name in one answer. */
const MOST_NAMED = 1_000;

function ignoreRefusal(error: unknown): Archived[] {
  if (!(error instanceof BacklogError)) throw error;
  return [];
}

/** Replaces a `not-found` error by a more helpful one if the task is archived. Returns any other error unchanged. */
export async function archivedError(
  { store, caller, clock }: Pick<Context, 'store' | 'caller' | 'clock'>,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof BacklogError) || error.code !== 'not-found') return error;
  const { task: named } = error.data ?? {};
  const found = typeof named === 'string' ? await archivedTask(store, named).catch(refusal) : undefined;
  if (found instanceof BacklogError && found.code === 'store') return unreadableArchiveError(error, found);
  if (!found || found instanceof BacklogError) return error;
  const { task, row } = found;
  const since = formatFull(fromInstant(row.at), clock.zone);
  return new BacklogError('conflict', `task ${task.id} "${task.description}" is archived since ${since}`, {
    hint: restoreHint(caller.door, task.id),
    data: { id: task.id, uuid: task.uuid, archived: row.at },
    cause: error,
  });
}

function refusal(error: unknown): BacklogError {
  if (error instanceof BacklogError) return error;
  throw error;
}

/**
 * Returns the error about a missing task, with the addition that the task may be in the archive, which can't be read.
 */
function unreadableArchiveError({ message, code, data }: BacklogError, damage: BacklogError): BacklogError {
  return new BacklogError(code, `${message} in the queue, and the archive cannot be read: ${damage.message}`, {
    hint: damage.hint ?? 'See what is damaged: `backlog doctor`',
    data: { ...data, file: damage.data?.file },
    cause: damage,
  });
}

/** Adds the archived tasks that a refused undo would have changed, and the command that restores them, to the error. */
export async function archivedUndoError(
  { store, caller }: Pick<Context, 'store' | 'caller'>,
  error: BacklogError,
): Promise<BacklogError> {
  const conflicts = (error.data?.conflicts ?? []) as { kind: string; id: string }[];
  const uuids = conflicts.filter(({ kind, id }) => kind === 'task' && !store.state.get('task', id)).map(({ id }) => id);
  const found = uuids.length > 0 ? await findArchived(store, { uuids }).catch(() => []) : [];
  if (found.length === 0) return error;
  const ids = found.map(({ task }) => task.id).join(',');
  return new BacklogError('conflict', `${sentence(error.message)} Archived since: ${ids}`, {
    hint: `${callOf(caller, 'task_archive_restore', ids)} first, then undo.`,
    data: { ...error.data, archived: found.map(({ task }) => task.id) },
    cause: error,
  });
}
