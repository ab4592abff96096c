import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { realEntries } from '../store/git-dir.ts';

/** Folders of a git folder from which Backlog's git reads through a view. */
const READ = ['refs', 'objects'];

/** Maximum size in bytes of a list of alternates. Backlog's own has one path. */
const MOST = 10_000;

/**
 * Checks that an agent's git folder leads to nothing else: its refs and objects are real files, and it borrows objects
 * from the private copy only. Otherwise, a fetch would bring objects of another repository into the private copy.
 */
export async function isOwnFolder(of: string, store: string): Promise<boolean> {
  const wholes = await Promise.all(READ.map((name) => isReal(join(of, name))));
  if (wholes.includes(false)) return false;
  const packed = await lstat(join(of, 'packed-refs')).catch(() => undefined);
  return (packed?.isFile() ?? true) && (await borrowsFrom(of, store));
}

async function isReal(folder: string): Promise<boolean> {
  const facts = await lstat(folder).catch(() => undefined);
  if (!facts?.isDirectory()) return false;
  return (await realEntries(folder)).every(({ kind }) => kind !== 'other');
}

/** Checks that the list of alternates is missing or has the bytes that Backlog wrote. */
async function borrowsFrom(of: string, store: string): Promise<boolean> {
  const file = join(of, 'objects', 'info', 'alternates');
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) return true;
  if (!facts.isFile() || facts.size > MOST) return false;
  const text = await readFile(file, 'utf8');
  // The git folder of a submodule is found by its real path, and its list can have the path of the private copy.
  const objects = [store, await realpath(store).catch(() => store)].map((one) => join(one, 'objects'));
  return objects.some((path) => text === `${path}\n` || text === `${relative(join(of, 'objects'), path)}\n`);
}
