import { copyFile, link, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { ownProperty } from '../../base/own-property.ts';
import type { Backend } from '../backend.ts';
import { backendIn } from '../backends/chosen.ts';
import { ARCHIVE_FOLDER, BLOBS, FORMAT_FILE, HISTORY, LOG } from '../layout.ts';
import { hasAddress } from '../workspace/workspace.ts';

/** The folder with the files of runs. Their worktrees are below it, but not part of a backup. */
export const RUNS_FOLDER = 'runs';

/** Patterns of the file names in a backup, by folder. Packing and unpacking skip other files. */
const HELD = {
  [LOG]: /^\d{12}\.json$/,
  [HISTORY]: /^\d{12}-\d{12}\.ndjson$/,
  [ARCHIVE_FOLDER]: /^[\w-]+\.ndjson$/,
  [BLOBS]: /^[0-9a-f]{64}$/,
  [RUNS_FOLDER]: /^[\w-]+\.(ndjson|json|txt|md|log)$/,
} as const;

/** Patterns of subfolder names, for the folders that have subfolders. */
const INSIDE = { [BLOBS]: /^[0-9a-f]{2}$/, [RUNS_FOLDER]: /^r\d{1,12}$/ } as const;

/** Checks whether a backup may contain a file. `path` is relative to the store and separated by `/`. */
export function isBackedUp(path: string): boolean {
  const [folder = '', ...names] = path.split('/');
  if (names.length === 0) return folder === FORMAT_FILE;
  if (!ownProperty(HELD, folder)) return false;
  const inside = ownProperty(INSIDE, folder);
  const [file = '', within, ...more] = names.reverse();
  const fits = inside === undefined ? within === undefined : within !== undefined && inside.test(within);
  return fits && more.length === 0 && ownProperty(HELD, folder)!.test(file);
}

/**
 * A clock in the infinite future. With it, a backup accepts commits whose time is in the future and doesn't count them
 * as damage.
 */
export const ANY_CLOCK = Number.POSITIVE_INFINITY;

/** The place from which a backup copies. Paths are relative to the store. */
interface Source {
  /** Lists a folder's names. A missing folder has none. */
  names(folder: string): Promise<string[]>;
  /** Copies a file to a path of this machine. Does nothing if the file was deleted meanwhile. */
  copy(path: string, to: string): Promise<void>;
}

/**
 * Copies the content of a backup into an empty folder. Other processes may write meanwhile, so the order is important:
 * - Log before history. Commits that are packed meanwhile leave the log, but are then in the history.
 * - Both again if another process has packed commits that the copied log lacks, because the log must extend beyond the
 * history.
 * - Archive files and blobs last. They exist before the commit that references them, and stay for a day after the last
 * reference was removed.
 * The files of runs are always in the folder of this machine, wherever the queue is.
 */
export async function stageBackup(dir: string, into: string): Promise<void> {
  // Commits and blobs never change, so links are enough; the files of a run may.
  const here = (by: Putting) => folderSource(dir, by);
  const backend = hasAddress(dir) ? await backendIn(dir) : undefined;
  try {
    await stageQueue(backend ? backendSource(backend) : here(linkOrCopy), into);
  } finally {
    await backend?.close?.();
  }
  await takeInside(here(copyFile), RUNS_FOLDER, into);
}

async function stageQueue(from: Source, into: string): Promise<void> {
  await from.copy(FORMAT_FILE, join(into, FORMAT_FILE));
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    for (const folder of [LOG, HISTORY] as const) await takeFolder(from, folder, into, HELD[folder]);
    if ((await lastIn(join(into, LOG))) > (await lastIn(join(into, HISTORY)))) break;
  }
  await takeFolder(from, ARCHIVE_FOLDER, into, HELD[ARCHIVE_FOLDER]);
  await takeInside(from, BLOBS, into);
}

/**
 * Maximum number of attempts to copy log and history. Each failure means that other processes packed a complete segment
 * meanwhile. After the last attempt, the verification decides whether the copy is complete.
 */
const MOST_LOOKS = 50;

/** Returns the highest number in the names of commits or segments, or -1 if there are none. */
async function lastIn(folder: string): Promise<number> {
  const numbers = (await namesIn(folder)).map((name) => Number(/(\d{12})\.(?:nd)?json$/.exec(name)?.[1] ?? -1));
  return Math.max(-1, ...numbers);
}

async function takeInside(from: Source, folder: keyof typeof INSIDE, into: string): Promise<void> {
  for (const name of (await from.names(folder)).filter((one) => INSIDE[folder].test(one)))
    await takeFolder(from, `${folder}/${name}`, into, HELD[folder]);
}

async function takeFolder(from: Source, folder: string, into: string, fits: RegExp): Promise<void> {
  const to = join(into, folder);
  const there = new Set(await namesIn(to));
  const names = (await from.names(folder)).filter((name) => fits.test(name) && !there.has(name));
  if (names.length > 0) await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of names) await from.copy(`${folder}/${name}`, join(to, name));
}

type Putting = (from: string, to: string) => Promise<void>;

function folderSource(dir: string, by: Putting): Source {
  return {
    names: (folder) => namesIn(join(dir, folder)),
    async copy(path, to) {
      const from = join(dir, path);
      try {
        await by(from, to);
      } catch (error) {
        // Another process packed or deleted the file meanwhile.
        if (errnoOf(error) !== 'ENOENT' || (await isThere(from))) throw error;
      }
    },
  };
}

function backendSource(backend: Backend): Source {
  return {
    names: async (folder) => (await backend.list(folder)).map(({ name }) => name),
    async copy(path, to) {
      const bytes = await backend.get(path);
      if (bytes) await writeFile(to, bytes, { mode: 0o600 });
    },
  };
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
