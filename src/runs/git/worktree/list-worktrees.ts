import { readdir } from 'node:fs/promises';
import { diskUse } from '../../process/disk-use.ts';
import { idLength, readIfThere } from '../store/git-dir.ts';
import { type RunPlace, runPaths, SAFE_RUN_ID } from '../store/paths.ts';
import { putFile } from '../store/store-repo.ts';
import { indexEntries } from './index-entries.ts';
import { preparedAs } from './prepare.ts';

/** Block size of most disks, in bytes. */
const BLOCK = 4096;

export interface Worktree {
  id: string;
  /** The folder with all files of the run. */
  folder: string;
  tree: string;
  /** Name of the agent's branch; undefined if the preparation did not finish. */
  branch: string | undefined;
  base: string | undefined;
  /** Disk use in bytes: as last measured, otherwise estimated from the files of the start commit. */
  bytes: number;
  /** Time of the last measurement, in milliseconds since the epoch; undefined before the first one. */
  measured: number | undefined;
}

/**
 * Lists the runs with a folder, in the order of their ids, even those without a record. Does not measure the folders;
 * see {@link measureRun}.
 */
export async function listWorktrees(runs: string): Promise<Worktree[]> {
  const names = await readdir(runs).catch((error: NodeJS.ErrnoException) => {
    // In something else than a folder, there are none either. `doctor` names it.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(error.code ?? '')) return [];
    throw error;
  });
  const ids = names.filter((name) => SAFE_RUN_ID.test(name)).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return Promise.all(ids.map((id) => worktreeAt(runs, id)));
}

async function worktreeAt(runs: string, id: string): Promise<Worktree> {
  const run = runPaths({ runs, id });
  const [prepared, usage] = await Promise.all([preparedAs(run), usageOf(run.usage)]);
  const { folder, tree } = run;
  const bytes =
    usage?.bytes ?? indexedBytes((await readIfThere(run.index)) ?? Buffer.alloc(0), idLength(prepared?.base ?? ''));
  return { id, folder, tree, branch: prepared?.branch, base: prepared?.base, bytes, measured: usage?.at };
}

interface Usage {
  bytes: number;
  at: number;
}

async function usageOf(file: string): Promise<Usage | undefined> {
  try {
    return JSON.parse(String(await readIfThere(file)));
  } catch {
    return undefined;
  }
}

/** Measures the disk use of a run, file by file, and stores it for {@link listWorktrees}. `now` is in epoch ms. */
export async function measureRun(place: Pick<RunPlace, 'runs' | 'id'>, now: number): Promise<number> {
  const { folder, usage } = runPaths(place);
  const bytes = await diskUse(folder);
  await putFile(usage, JSON.stringify({ bytes, at: now } satisfies Usage)).catch(() => undefined);
  return bytes;
}

/** Estimates the disk use of an index's files from the sizes that it stores. It reads no file. */
function indexedBytes(index: Buffer, objectLength: 20 | 32): number {
  let bytes = 0;
  for (const { size } of indexEntries(index, objectLength)) bytes += Math.ceil(size / BLOCK) * BLOCK;
  return bytes;
}
