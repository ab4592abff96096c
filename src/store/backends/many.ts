import { dirname } from 'node:path';
import type { NewFile } from '../backend.ts';
import type { FileCalls } from './calls.ts';
import { linkOnce, makeFolders, makeParents, newMark, removeQuietly, syncPath, tempBeside, writeAll } from './files.ts';

interface Around {
  calls: FileCalls;
  root: string;
  at: (path: string) => string;
  writing: <T>(file: string, work: (file: string) => Promise<T>) => Promise<T>;
}

interface Temporary {
  path: string;
  target: string;
  temp: string;
}

/**
 * Creates many files: writes all, syncs the disk once, links all, and syncs once more. Syncing ten thousand files one
 * by one takes minutes.
 * @returns the paths that existed already
 */
export async function putMany(around: Around, files: readonly NewFile[]): Promise<string[]> {
  const { calls, root, at } = around;
  const absent = files.filter(({ path }) => !calls.exists(at(path)));
  const folders = new Set(absent.map(({ path }) => dirname(at(path))));
  await around.writing(root, async () => makeFolders(calls, root, folders));
  const mark = newMark();
  const made: Temporary[] = [];
  try {
    for (const { path, data } of absent) {
      const target = at(path);
      const temp = tempBeside(target, `${mark}-${made.length}`);
      made.push({ path, target, temp });
      await around.writing(target, async () => writeNew(around, { target, temp }, data));
    }
    await keepAll(
      around,
      made.map(({ temp }) => temp),
    );
    const named = new Set<string>();
    for (const { path, target, temp } of made)
      if (await around.writing(target, async () => linkOnce(calls, temp, target))) named.add(path);
    await keepAll(around, [...new Set(made.map(({ target }) => dirname(target)))]);
    return files.flatMap(({ path }) => (named.has(path) ? [] : [path]));
  } finally {
    for (const { temp } of made) removeQuietly(calls, temp);
  }
}

function writeNew(
  { calls, root }: Around,
  { target, temp }: Pick<Temporary, 'target' | 'temp'>,
  data: NewFile['data'],
) {
  const fd = makeParents(calls, root, target, () => calls.open(temp, 'wx', 0o600));
  try {
    writeAll(calls, fd, typeof data === 'string' ? Buffer.from(data) : data);
  } finally {
    calls.close(fd);
  }
}

/** Syncs files or folders: their complete disk at once, or one by one if the platform can't sync a disk. */
async function keepAll({ calls, root, writing }: Around, paths: readonly string[]): Promise<void> {
  if (paths.length === 0 || (await writing(root, (disk) => calls.syncDisk(disk)))) return;
  for (const path of paths) await writing(path, () => syncPath(calls, path));
}
