import { inTurns, type ProgressReport } from '../../base/progress.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Archive } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { type ArchivedRow, type ArchiveFile, MOST_ROWS, type Store } from '../../store/index.ts';
import { originKey } from '../import/match/source-key.ts';
import { type ArchiveChoice, closedAt, relatedRecords } from './choose.ts';

/** The new archive files that a commit will name, and the old files whose rows are now in the new ones. */
export interface Filed {
  added: ArchiveFile[];
  absorbed: Archive[];
}

/** Maximum number of rows in an older file that is merged with new rows, as a multiple of the number of new rows. */
const GROWTH = 2;

/** Writes archived tasks to files on the disk. A file that no commit names is garbage. */
export async function putFiles(
  store: Store,
  { tasks }: ArchiveChoice,
  { at, progress }: { at: string; progress: ProgressReport | undefined },
): Promise<Filed> {
  const along = relatedRecords(store.state, tasks);
  const quarters = new Map<string, ArchivedRow[]>();
  for await (const [, task] of inTurns(tasks, { progress, what: 'archiving tasks' })) {
    const quarter = quarterOf(closedAt(task));
    const row = rowOf(task, along.get(task.uuid)!, at);
    const rows = quarters.get(quarter);
    if (rows) rows.push(row);
    else quarters.set(quarter, [row]);
  }
  const filed: Filed = { added: [], absorbed: [] };
  for (const [i, [quarter, rows]] of [...quarters].entries()) {
    progress?.(i, quarters.size, 'writing the archive');
    const small = await soundFiles(store, absorbedBy(rows.length, archiveFiles(store, quarter)));
    for (const file of small) {
      for (const row of await archivedRowsIn(store, file)) rows.push(row);
      await store.keepArchive(file);
    }
    filed.added.push(...(await store.putArchive(quarter, rows)));
    filed.absorbed.push(...small);
  }
  return filed;
}

/**
 * Returns the undamaged files. A damaged file must not be merged into a new one, because the new file would hide the
 * damage.
 */
async function soundFiles(store: Store, files: readonly Archive[]): Promise<Archive[]> {
  const sound: Archive[] = [];
  for (const file of files) if (await isSound(store, file)) sound.push(file);
  return sound;
}

async function isSound(store: Pick<Store, 'archive'>, file: Archive): Promise<boolean> {
  try {
    await store.archive(file).verify();
    return true;
  } catch (error) {
    if (error instanceof BacklogError) return false;
    throw error;
  }
}

function rowOf(task: Task, along: readonly ArchivedRow['records'][number][], at: string): ArchivedRow {
  const { id, uuid, source } = task;
  const records: ArchivedRow['records'] = [['task', uuid, task as unknown as Record<string, unknown>], ...along];
  return { id, uuid, ...(source ? { source: originKey(source) } : {}), at, records };
}

/** @returns the quarter of an instant, such as `2026-Q3`, with which the name of an archive file begins */
export function quarterOf(instant: string): string {
  return `${instant.slice(0, 4)}-Q${Math.ceil(Number(instant.slice(5, 7)) / 3)}`;
}

export function archiveFiles({ state }: Pick<Store, 'state'>, quarter?: string): Archive[] {
  const all = Array.from(state.all('archive'), ([, archive]) => archive);
  return quarter === undefined ? all : all.filter(({ file }) => file.startsWith(`${quarter}-`));
}

/** Counts archived tasks by quarter, the latest first. */
export function quartersOf(files: readonly Archive[]): { quarter: string; tasks: number; files: number }[] {
  const quarters = new Map<string, { quarter: string; tasks: number; files: number }>();
  for (const file of files) {
    const quarter = file.file.slice(0, QUARTER);
    const { tasks, files: count } = quarters.get(quarter) ?? { tasks: 0, files: 0 };
    quarters.set(quarter, { quarter, tasks: tasks + liveIn(file), files: count + 1 });
  }
  return [...quarters.values()].sort((a, b) => (a.quarter > b.quarter ? -1 : 1));
}

/** Length of a quarter's name, such as `2026-Q3`, in characters. */
const QUARTER = 7;

/** Counts the tasks of a file that have not been restored. */
export function liveIn({ count, out = [] }: Pick<Archive, 'count' | 'out'>): number {
  return count - out.length;
}

/** Picks the small files to merge with new rows. A large file must not be rewritten for a few new rows. */
function absorbedBy(rows: number, files: readonly Archive[]): Archive[] {
  const taken: Archive[] = [];
  let together = rows;
  for (const file of files.toSorted((a, b) => liveIn(a) - liveIn(b))) {
    const live = liveIn(file);
    if (live > GROWTH * together || together + live > MOST_ROWS) break;
    together += live;
    taken.push(file);
  }
  return taken;
}

/** Reads the rows of a file whose tasks have not been restored. */
export async function archivedRowsIn(store: Pick<Store, 'archive'>, file: Archive): Promise<ArchivedRow[]> {
  const rows: ArchivedRow[] = [];
  const out = new Set(file.out);
  for await (const row of store.archive(file).rows()) if (!out.has(row.uuid)) rows.push(row);
  return rows;
}
