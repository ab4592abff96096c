import { DAY_MS } from '../../base/day.ts';
import type { Backend } from '../backend.ts';
import { backendIn } from '../backends/chosen.ts';
import { KEPT } from '../backup/copy-retention.ts';

/** Files that `doctor --fix` replaced, or `doctor --salvage` moved. They have their old path below this folder, on a disk and on a server. */
const FOLDER = 'damaged';
/** Deepest folder below it: `damaged/blobs/ab`, `damaged/checkpoints/000000000064`. */
const DEEPEST = 3;

/** Moves a file below the folder of damaged files, under a name that is free there. */
export async function setObjectAside(backend: Backend, path: string): Promise<void> {
  await copyAside(backend, path);
  await backend.delete(path);
}

/** Copies a file below the folder of damaged files. Does nothing for a missing file. */
export async function copyAside(backend: Backend, path: string): Promise<void> {
  const bytes = await backend.get(path);
  for (let n = 1; bytes && !(await backend.put(`${FOLDER}/${path}.${n}`, bytes)); n++);
}

/** Returns the number of the files that were set aside in the queue of a folder. */
export async function countSetAside(dir: string): Promise<number> {
  const backend = await backendIn(dir);
  try {
    return (await filesIn(backend, FOLDER)).length;
  } finally {
    await backend.close?.();
  }
}

/** Deletes the files that were set aside too long ago. `now` is in milliseconds since the epoch. */
export async function removeSetAside(backend: Backend, now: number): Promise<void> {
  const before = now - KEPT.damaged.days * DAY_MS;
  for (const { path, modified } of await filesIn(backend, FOLDER)) if (modified < before) await backend.delete(path);
}

/** Lists the files of a folder and of those in it. A name of a file has a number at its end, that of a folder none. */
async function filesIn(backend: Backend, folder: string, depth = 1): Promise<{ path: string; modified: number }[]> {
  const found: { path: string; modified: number }[] = [];
  for (const { name, facts } of await backend.list(folder)) {
    const path = `${folder}/${name}`;
    const known = /\.\d+$/.test(name) ? facts() : null;
    if (known) found.push({ path, modified: known.modified });
    else if (depth < DEEPEST) found.push(...(await filesIn(backend, path, depth + 1)));
  }
  return found;
}
