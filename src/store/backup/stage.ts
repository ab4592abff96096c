import { copyFile, link, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { ownProperty } from '../../base/own-property.ts';
import { ARCHIVE_FOLDER, BLOBS, FORMAT_FILE, HISTORY, LOG } from '../layout.ts';

/** The folder with the files of runs. Their worktrees are below it, but not part of a backup. */
export const RUNS = 'runs';

/** Patterns of the file names in a backup, by folder. Packing and unpacking skip other files. */
const HELD = {
  [LOG]: /^\d{12}\.json$/,
  [HISTORY]: /^\d{12}-\d{12}\.ndjson$/,
  [ARCHIVE_FOLDER]: /^[\w-]+\.ndjson$/,
  [BLOBS]: /^[0-9a-f]{64}$/,
  [RUNS]: /^[\w-]+\.(ndjson|json|txt|md|log)$/,
} as const;

/** Patterns of subfolder names, for the folders that have subfolders. */
const INSIDE = { [BLOBS]: /^[0-9a-f]{2}$/, [RUNS]: /^r\d{1,12}$/ } as const;

/** Checks whether a backup may contain a file. `path` is relative to the store and separated by `/`. */
export function isHeld(path: string): boolean {
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

/**
 * Copies the content of a backup into an empty folder, by hard links where possible, because commits and blobs never
 * change. Other processes may write meanwhile, so the order is important:
 * - Log before history. Commits that are packed meanwhile leave the log, but are then in the history.
 * - Both again if another process has packed commits that the copied log lacks, because the log must extend beyond the
 * history.
 * - Archive files and blobs last. They exist before the commit that references them, and stay for a day after the last
 * reference was removed.
 */
export async function stageBackup(dir: string, into: string): Promise<void> {
  await take(join(dir, FORMAT_FILE), join(into, FORMAT_FILE));
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    for (const folder of [LOG, HISTORY] as const) await takeFolder(join(dir, folder), join(into, folder), HELD[folder]);
    if ((await lastIn(join(into, LOG))) > (await lastIn(join(into, HISTORY)))) break;
  }
  await takeFolder(join(dir, ARCHIVE_FOLDER), join(into, ARCHIVE_FOLDER), HELD[ARCHIVE_FOLDER]);
  for (const folder of [BLOBS, RUNS] as const)
    for (const name of (await namesIn(join(dir, folder))).filter((one) => INSIDE[folder].test(one)))
      await takeFolder(
        join(dir, folder, name),
        join(into, folder, name),
        HELD[folder],
        folder === RUNS ? copyFile : undefined,
      );
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

type Putting = (from: string, to: string) => Promise<void>;

async function takeFolder(from: string, to: string, fits: RegExp, by?: Putting): Promise<void> {
  const there = new Set(await namesIn(to));
  const names = (await namesIn(from)).filter((name) => fits.test(name) && !there.has(name));
  if (names.length > 0) await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of names) await take(join(from, name), join(to, name), by);
}

async function take(from: string, to: string, by: Putting = linkOrCopy): Promise<void> {
  try {
    await by(from, to);
  } catch (error) {
    // Another process packed or deleted the file meanwhile.
    if (errnoOf(error) !== 'ENOENT' || (await isThere(from))) throw error;
  }
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
