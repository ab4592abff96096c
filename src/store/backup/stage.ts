import { copyFile, link, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHIVE, BLOBS, FORMAT_FILE, HISTORY, LOG } from '../layout.ts';

/** The folder of a store in which runs keep what they did; their worktrees are below it, too, and no part of a backup. */
export const RUNS = 'runs';

/** Commits whose time is ahead of this clock are no damage: they are kept like others. */
export const ANY_CLOCK = Number.POSITIVE_INFINITY;

/**
 * Puts what a backup holds into an empty folder, by links where the disk allows it: every file of commits and texts is immutable. Others may
 * write meanwhile, so the order counts. Commits that are packed and leave the log while this goes on are in the history, which is
 * read after it, and both again when others packed beyond what was seen of the log: a log always goes beyond its history. A text or an archive file is there before the commit that names it, and a day longer than it is named, so these come last.
 */
export async function stage(dir: string, into: string): Promise<void> {
  await take(join(dir, FORMAT_FILE), join(into, FORMAT_FILE));
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    for (const folder of [LOG, HISTORY]) await takeFolder(join(dir, folder), join(into, folder), /\.(json|ndjson)$/);
    if ((await lastIn(join(into, LOG))) > (await lastIn(join(into, HISTORY)))) break;
  }
  await takeFolder(join(dir, ARCHIVE), join(into, ARCHIVE), /\.ndjson$/);
  for (const name of await namesIn(join(dir, BLOBS)))
    await takeFolder(join(dir, BLOBS, name), join(into, BLOBS, name), /^[0-9a-f]{64}$/);
  for (const run of await namesIn(join(dir, RUNS)))
    await takeFolder(join(dir, RUNS, run), join(into, RUNS, run), /^[\w-]+\.(ndjson|json|txt|md|log)$/, copyFile);
}

/** At every look others would have to pack a whole segment meanwhile; after so many, what there is is examined as it is. */
const MOST_LOOKS = 50;

/** The last number in the names of commits or segments; -1: there are none. */
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
    // Packed meanwhile, or collected.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || (await isThere(from))) throw error;
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
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
