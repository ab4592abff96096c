import { cp, mkdir, readdir, realpath, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeText } from '../../base/amounts.ts';
import { errnoOf } from '../../base/errno.ts';
import type { ProgressReport } from '../../base/progress.ts';
import { shellWord } from '../../base/shell-word.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { DoctorReport } from '../doctor/report.ts';
import { examineStore } from '../doctor/store.ts';
import { mediumFailed } from '../failure.ts';
import { sumAt } from '../log/history.ts';
import { openStore } from '../store.ts';
import { besidePath, restoredFolder, SET_ASIDE_PARTS, sweepBeside } from '../workspace/set-aside.ts';
import { addressIn, hasAddress } from '../workspace/workspace.ts';
import { ANY_CLOCK, isBackedUp, RUNS_FOLDER } from './stage.ts';

/** An unpacked and verified backup next to the store, and the number of commits that restoring would lose. */
export interface Unpacked {
  folder: string;
  report: DoctorReport;
  /**
   * Number of the present store's last commit, and the number of its commits that are missing in the backup. Both are
   * undefined for a missing or unreadable store.
   */
  seq: number | undefined;
  lost: number | undefined;
  /** True if a store exists. It may be damaged. */
  there: boolean;
  drop(): Promise<void>;
}

/**
 * Unpacks a backup next to the store's folder and verifies it. The store stays unchanged. The result's `drop` deletes
 * the unpacked files.
 * @throws BacklogError `invalid` if the file is damaged or no backup
 */
export async function unpack(file: string, link: string, progress?: ProgressReport): Promise<Unpacked> {
  const dir = await realpath(link).catch(() => link);
  const there = await isThere(dir, file);
  const folder = besidePath(dir, 'coming');
  const drop = () => rm(folder, { recursive: true, force: true });
  sweepBeside(dir);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error) => refuseDisk(dir, error));
  try {
    const { extract } = await import('./tar-library.ts');
    // A pipe is refused, because reading it may never end.
    const about = await stat(file).catch(() => null);
    if (about && !about.isFile()) refuseFile(file, new Error('it is not a regular file'));
    const room = await freeBytes(folder);
    const report = await read(async () => {
      let bytes = 0;
      extract({
        ...{ file, cwd: folder, strict: true, preserveOwner: false, dmode: 0o700, fmode: 0o600, sync: true },
        // A file of zeros has a higher ratio than any limit. So the sizes limit what is unpacked.
        maxDecompressionRatio: Number.POSITIVE_INFINITY,
        filter: (path, entry) => {
          bytes += entry.size;
          checkSizes(path, { size: entry.size, bytes, room });
          return isPart(path, 'type' in entry ? entry.type : undefined);
        },
      });
      return examineStore(folder, ANY_CLOCK, progress);
    }, file);
    return { folder, report, there, ...(there ? await lostBy(folder, dir) : NOTHING_LOST), drop };
  } catch (error) {
    await drop();
    if (error instanceof BacklogError) throw error;
    return refuseDisk(dir, error);
  }
}

/** Unpacks and verifies a file. Replaces any error of the file by one error that names the file. */
async function read(unpackAll: () => Promise<DoctorReport | null>, file: string): Promise<DoctorReport> {
  const report = await unpackAll().catch((error) => {
    // These errors come from the disk that receives the files, not from the backup.
    const errno = error instanceof BacklogError ? error.data?.errno : errnoOf(error);
    if (['ENOSPC', 'EDQUOT', 'EROFS'].includes(String(errno))) throw error;
    return refuseFile(file, error);
  });
  if (report?.ok) return report;
  return refuseFile(file, new Error(report?.problems[0]?.problem ?? 'it contains no queue'));
}

/**
 * Checks whether an entry of the archive is a file of a backup. It skips folders, because unpacking creates them with
 * their files.
 */
function isPart(path: string, type: string | undefined): boolean {
  return type === 'File' && isBackedUp(path);
}

/** Maximum bytes of a file of records. Larger files can't be read as text. */
const MOST_RECORD_BYTES = 512 * 1_048_576;

/** Checks an entry of the archive before it is unpacked, skipped entries, too. @throws Error for sizes that no backup has */
function checkSizes(path: string, { size, bytes, room }: { size: number; bytes: number; room: number }): void {
  if (/json$/.test(path) && size > MOST_RECORD_BYTES)
    throw new Error(`${path.slice(0, 80)} has ${sizeText(size)}; at most ${sizeText(MOST_RECORD_BYTES)} are read`);
  if (bytes > room)
    throw new BacklogError(
      'store',
      `the disk is full: the backup needs ${sizeText(bytes)} or more, and ${sizeText(room)} are free on the disk`,
      { hint: 'Nothing was changed. Free some space, or restore on another disk.', data: { errno: 'ENOSPC' } },
    );
}

/** Returns the free bytes of the disk with a folder. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function refuseFile(file: string, cause: unknown): never {
  const said = cause instanceof Error ? cause.message : String(cause);
  throw new BacklogError('invalid', `${file} is not a backup that can be restored: ${said}`, {
    hint: `Nothing was changed. To import tasks from a file: \`backlog import ${shellWord(file)}\`. Create a backup: \`backlog backup FILE\``,
    cause,
  });
}

/** Throws an error that describes why the store's folder can't be replaced. */
export function refuseDisk(dir: string, cause: unknown): never {
  const failed = mediumFailed('write', dir, cause);
  const moved = ['EBUSY', 'EXDEV'].includes(errnoOf(cause) ?? '');
  const cure = moved ? `Set BACKLOG_DIR to a folder in it, as ${join(dir, 'queue')}, then restore again.` : failed.hint;
  const data = { ...failed.data };
  throw new BacklogError('store', failed.message, { hint: `Nothing was changed. ${cure}`, data, cause });
}

const NOTHING_LOST = { lost: undefined, seq: undefined };

/**
 * Checks whether a store exists.
 * @throws BacklogError `conflict` for a folder with other files, because a restore would delete them, and for a queue on
 * a server
 */
async function isThere(dir: string, file: string): Promise<boolean> {
  const names = await readdir(dir).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw mediumFailed('read', dir, error);
  });
  if (hasAddress(dir))
    throw new BacklogError(
      'conflict',
      `the queue is in ${addressIn(dir)}, and a restore replaces only a queue in a folder`,
      {
        hint: `Nothing was changed. Restore into a new folder: \`BACKLOG_DIR=${shellWord(restoredFolder(dir))} backlog restore ${shellWord(file)}\``,
      },
    );
  if (names.length === 0 || names.some((name) => SET_ASIDE_PARTS.has(name) || name === RUNS_FOLDER))
    return names.length > 0;
  throw new BacklogError('conflict', `${dir} has files but no queue, so nothing was restored there`, {
    hint: 'Set BACKLOG_DIR to an empty folder, or to a folder with a queue.',
    data: { file: dir },
  });
}

/**
 * Returns the number of a store's last commit, and the number of its commits that are missing in another store. Both
 * are undefined for an unreadable store.
 */
export async function lostBy(folder: string, dir: string): Promise<Pick<Unpacked, 'lost' | 'seq'>> {
  const backup = await openStore({ dir: folder });
  try {
    const store = await openStore({ dir });
    try {
      const { seq } = store.state;
      return { lost: seq - (await lastCommon(store, backup)), seq };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return NOTHING_LOST;
  } finally {
    await backup.close();
  }
}

type Opened = Awaited<ReturnType<typeof openStore>>;

/** Returns the number of the last commit that both stores have, or 0 for different stores. */
async function lastCommon(store: Opened, backup: Opened): Promise<number> {
  if (store.id !== backup.id) return 0;
  const at = Math.min(store.state.seq, backup.state.seq);
  const [mine, theirs] = await Promise.all([store, backup].map((one) => sumAt(one, at)));
  if (mine === theirs) return at;
  let common = 0;
  const sums = backup.history({ to: at, quiet: true })[Symbol.asyncIterator]();
  for await (const { seq, sum } of store.history({ to: at, quiet: true })) {
    if ((await sums.next()).value?.sum !== sum) break;
    common = seq;
  }
  return common;
}

/**
 * Copies the files of an unreadable store, without runs and their worktrees.
 * @returns the path of the copy
 */
export async function copyStore(dir: string, to: string): Promise<string> {
  await cp(dir, to, {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (path) => path !== join(dir, 'runs'),
  });
  return to;
}
