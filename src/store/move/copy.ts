import type { ProgressReport } from '../../base/progress.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Backend, NewFile } from '../backend.ts';
import { inParallel } from '../backends/parallel.ts';
import { sha256 } from '../blobs/sha256.ts';
import { ARCHIVE_FOLDER, BLOBS, CHECKPOINTS, HISTORY, LOG } from '../layout.ts';

/** Maximum number of files that are read at once, and of files and bytes that are written at once. */
const AT_ONCE = { reads: 16, files: 64, bytes: 16 << 20 };

/**
 * The folders to copy, with the depth of their files. Blobs and archive files come before the commits that reference
 * them; the log comes before the history, into which commits go. Checkpoints are made anew.
 */
const FOLDERS: readonly (readonly [folder: string, depth: 1 | 2])[] = [
  [BLOBS, 2],
  [ARCHIVE_FOLDER, 1],
  ...([LOG, HISTORY, ARCHIVE_FOLDER] as const).map((name) => [`damaged/${name}`, 1] as const),
  ...([BLOBS, CHECKPOINTS] as const).map((name) => [`damaged/${name}`, 2] as const),
  [LOG, 1],
  [HISTORY, 1],
];

/** The names that a copy has at its top. */
export const COPIED: ReadonlySet<string> = new Set(FOLDERS.map(([folder]) => folder.split('/')[0]!));

export interface Places {
  from: Backend;
  to: Backend;
  progress?: ProgressReport | undefined;
}

/** Sums of files that were read, by path. They save a second reading. */
export type ReadSums = Map<string, string>;

/** Copies all files that are missing at the new place. Other processes may write and pack meanwhile. */
export async function copyFiles({ from, to, progress }: Places, sums: ReadSums): Promise<number> {
  const missing: string[] = [];
  for (const [folder, depth] of FOLDERS) {
    const there = new Set(await pathsIn(to, folder, depth));
    for (const path of await pathsIn(from, folder, depth)) if (!there.has(path)) missing.push(path);
  }
  let done = 0;
  for (let batch = missing.splice(0, AT_ONCE.files); batch.length > 0; batch = missing.splice(0, AT_ONCE.files)) {
    let files: NewFile[] = [];
    let bytes = 0;
    await inParallel(batch, AT_ONCE.reads, async (path) => {
      const data = await from.get(path);
      // Another process packed the file meanwhile.
      if (!data) return;
      sums.set(path, sha256(data));
      files.push({ path, data });
      bytes += data.length;
      if (bytes < AT_ONCE.bytes) return;
      const full = files;
      [files, bytes] = [[], 0];
      await putFiles(to, full);
    });
    await putFiles(to, files);
    done += batch.length;
    progress?.(done, done + missing.length, 'copying files');
  }
  return done;
}

async function putFiles(to: Backend, files: readonly NewFile[]): Promise<void> {
  if (to.putAll && files.length > 1) await to.putAll(files);
  else for (const { path, data } of files) await to.put(path, data);
}

/**
 * Reads all files of the new place and compares their sums with those of the old place.
 * @returns the number of files
 * @throws BacklogError `store` for the first difference
 */
export async function compareFiles({ from, to, progress }: Places, sums: ReadSums): Promise<number> {
  const paths: string[] = [];
  for (const [folder, depth] of FOLDERS) paths.push(...(await pathsIn(from, folder, depth)));
  let done = 0;
  await inParallel(paths, AT_ONCE.reads, async (path) => {
    const expected = sums.get(path) ?? sumOf(await from.get(path));
    const found = sumOf(await to.get(path));
    progress?.(++done, paths.length, 'comparing files');
    // A file that another process packed meanwhile is in the history.
    if (found !== expected && (await from.get(path)) !== null) throw differs(to, path, found === undefined);
  });
  return paths.length;
}

function differs(to: Backend, path: string, isMissing: boolean): BacklogError {
  return new BacklogError('store', `${to.location}/${path} ${isMissing ? 'is missing' : 'differs from the original'}`, {
    hint: 'The queue is still at its old place. Use a new place, or delete what is at the new one, then move again.',
    data: { file: `${to.location}/${path}` },
  });
}

function sumOf(bytes: Buffer | null): string | undefined {
  return bytes ? sha256(bytes) : undefined;
}

/** Names of files and folders of a queue. A server can have any others, which no disk may get. */
const FILE_NAME = /^[\w.-]{1,255}$/;

function notOurs(file: string): BacklogError {
  return new BacklogError('store', `${JSON.stringify(file)} is no file of Backlog, so the queue was not moved`, {
    hint: 'Find out who wrote it, and remove it there. `backlog doctor` lists such files.',
    data: { file },
  });
}

async function pathsIn(backend: Backend, folder: string, depth: 1 | 2): Promise<string[]> {
  const names = (await backend.list(folder)).flatMap(({ name }) => (name.startsWith('.') ? [] : [name]));
  const odd = names.find((name) => !FILE_NAME.test(name));
  if (odd !== undefined) throw notOurs(`${backend.location}/${folder}/${odd}`);
  const paths = names.map((name) => `${folder}/${name}`);
  if (depth === 1) return paths;
  const all: string[][] = paths.map(() => []);
  await inParallel(paths.entries(), AT_ONCE.reads, async ([i, path]) => {
    all[i] = await pathsIn(backend, path, 1);
  });
  return all.flat();
}
