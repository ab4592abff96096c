import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import type { ProgressReport } from '../../base/progress.ts';
import { BacklogError } from '../../domain/errors.ts';
import { GARBAGE_MS } from '../blobs/blobs.ts';
import { examineStore } from '../doctor/store.ts';
import { mediumFailed } from '../failure.ts';
import { keepOwner, makeOwnFolder } from '../owner.ts';
import { isRunning } from '../workspace/set-aside.ts';
import { addressIn } from '../workspace/workspace.ts';
import { sync } from './replace-store.ts';
import { ANY_CLOCK, stageBackup } from './stage.ts';

/** Names in the temporary folder of a backup: the folder of copied files, and the archive of these files. */
const STAGED = 'store';

const PACKED = 'archive';

/** Facts about a completed backup. */
export interface BackedUp {
  file: string;
  bytes: number;
  /** Number of the last commit. */
  seq: number;
  blobs: number;
}

export interface BackupOptions {
  progress?: ProgressReport | undefined;
  /** Calls `use` with a path to the file. This path stays valid even if somebody renames the file's folders. */
  inFolder?: (file: string, use: (at: string) => Promise<BackedUp>) => Promise<BackedUp>;
}

/**
 * Writes the whole store into a new file, a compressed tar archive. Other processes may write meanwhile; the backup
 * contains the store as of one commit. The file gets its name only after a verification, so a file with this name can
 * be restored.
 * @throws BacklogError `conflict` for an existing file; `store` for a damaged store or a file that can't be written
 */
export async function backupStore(
  dir: string,
  file: string,
  { progress, inFolder = (at, use) => use(at) }: BackupOptions = {},
): Promise<BackedUp> {
  if (await stat(file).catch(() => null))
    throw new BacklogError('conflict', `can't write "${file}": it already exists`, {
      hint: 'Choose another file name.',
    });
  try {
    makeOwnFolder(dirname(file));
    return await inFolder(file, async (at) => ({ ...(await written(dir, at, progress)), file }));
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw new BacklogError('conflict', `can't write "${file}": it already exists`);
    throw error instanceof BacklogError ? error : unwritable(file, error);
  }
}

async function written(dir: string, file: string, progress?: ProgressReport): Promise<Omit<BackedUp, 'file'>> {
  let work: string | undefined;
  try {
    await sweepMaking(dirname(file), Date.now());
    work = await makeBeside(file);
    const [staged, archive] = [join(work, STAGED), join(work, PACKED)];
    await mkdir(staged, { mode: 0o700 });
    await stageBackup(dir, staged);
    const report = await examineStore(staged, ANY_CLOCK, progress);
    if (!report?.ok)
      throw new BacklogError('store', `${addressIn(dir) ?? dir} is damaged, so it was not backed up`, {
        hint: 'See what is damaged: `backlog doctor`',
        data: { problems: report?.problems ?? [] },
      });
    const { create } = await import('./tar-library.ts');
    await create({ gzip: true, cwd: staged, file: archive, mode: 0o600 }, (await readdir(staged)).sort());
    await verify(archive, staged, progress);
    await sync(archive);
    await link(archive, file);
    keepOwner(file);
    await sync(dirname(file));
    return { bytes: (await stat(file)).size, seq: report.seq, blobs: report.blobs };
  } finally {
    if (work) await rm(work, { recursive: true, force: true });
  }
}

/** Reads the whole archive and compares its files with the copied files, byte by byte. */
async function verify(archive: string, staged: string, progress?: ProgressReport): Promise<void> {
  const { list } = await import('./tar-library.ts');
  const found = new Map<string, string>();
  await list({
    file: archive,
    strict: true,
    onReadEntry(entry) {
      if (entry.type !== 'File') return void entry.resume();
      const hash = createHash('sha256');
      entry.on('data', (chunk) => hash.update(chunk));
      entry.on('end', () => found.set(entry.path, hash.digest('hex')));
    },
  });
  const files = await filesBelow(staged);
  for (const [i, path] of files.entries()) {
    progress?.(i, files.length, 'reading it again');
    const name = relative(staged, path);
    if (found.get(name) !== (await hashOf(path)))
      throw new BacklogError('store', `the backup differs from the queue in ${name}`, {
        hint: 'Check the disk, or choose another place. The incomplete backup was removed.',
      });
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return (await Promise.all(found)).flat();
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function unwritable(file: string, cause: unknown): BacklogError {
  return new BacklogError('store', mediumFailed('write', file, cause).message, {
    hint: 'Choose a file in a folder that you may write to: backlog backup FILE',
    cause,
  });
}

/**
 * Creates a temporary folder next to the backup. Its name is always new, because the folder of a killed process may
 * contain links to a store's files.
 */
function makeBeside(file: string): Promise<string> {
  return mkdtemp(`${file}.making-${process.pid}-`);
}

/**
 * Deletes temporary folders of backups that are a day old and whose process has ended. `now` is in milliseconds since
 * the epoch.
 */
async function sweepMaking(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/\.making-(\d+)-\w{6}$/.exec(name)?.[1] ?? Number.NaN);
    const path = join(folder, name);
    if (Number.isInteger(pid) && !isRunning(pid) && (await isLeft(path, now - GARBAGE_MS)))
      await rm(path, { recursive: true, force: true });
  }
}

async function isLeft(path: string, before: number): Promise<boolean> {
  const names = await readdir(path).catch(() => null);
  if (!names?.every((name) => name === STAGED || name === PACKED)) return false;
  return (await stat(path)).mtimeMs < before;
}
