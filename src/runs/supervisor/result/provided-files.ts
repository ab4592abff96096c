import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { isInside, leadsOut, realPath } from '../../../store/index.ts';
import { readPlain, readPlainText, writePlain } from '../../../work/paths/plain-file.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import type { Provided } from './provide.ts';

/** The files that a worktree got from the checkout, as they were before the agent began. */
interface ProvidedRecord {
  given: Pick<Provided, 'path' | 'given'>[];
  /** Facts of each file, by path. */
  files: Record<string, string>;
  /** Paths that had changed when the record was last written. */
  changed: string[];
}

/** Paths of a run: its worktree, the checkout, and the file with the record. */
export interface ProvidedPlace {
  tree: string;
  checkout: string;
  record: string;
  /** The most entries outside to compare, if not {@link MOST_OUTSIDE}. */
  mostOutside?: number;
}

export function providedPlace({ paths, place }: Pick<SupervisedRun, 'paths' | 'place'>): ProvidedPlace {
  return { tree: paths.tree, checkout: place.repository.folder, record: paths.provided };
}

/**
 * Folders in provided folders in which programs keep caches. Writes there don't count as changes: no check gets them,
 * because checks have copies of their own.
 */
const CACHES: ReadonlySet<string> = new Set([
  '.cache',
  '.tmp',
  '.turbo',
  '.vite',
  '.vite-temp',
  '.vitest',
  '__pycache__',
]);

/** Maximum number of entries outside the worktree, to which links lead, that are compared. It takes about 5 seconds. */
const MOST_OUTSIDE = 100_000;

/** Marks the facts of a link behind which there were more entries than that. */
const NOT_COMPARED = 'not compared';

/** Records the provided files. After a later setup, call it with the changes from before that setup. */
export async function recordProvided(
  { tree, record, mostOutside }: ProvidedPlace,
  given: ProvidedRecord['given'],
  changed: string[] = [],
): Promise<void> {
  const kept = given.filter((one) => one.given !== 'nothing').map(({ path, given: how }) => ({ path, given: how }));
  if (kept.length === 0) return;
  const files = await providedFacts(tree, kept, mostOutside);
  writePlain(record, JSON.stringify({ given: kept, files, changed } satisfies ProvidedRecord));
}

/** Returns the facts of all provided files, by path. */
export async function providedFacts(
  tree: string,
  given: readonly ProvidedRecord['given'][number][],
  mostOutside?: number,
): Promise<Record<string, string>> {
  const files: Record<string, string> = Object.create(null);
  const outside = { left: mostOutside ?? MOST_OUTSIDE };
  for (const one of given) if (one.given !== 'nothing') await addFacts(one.path, { tree, files, outside });
  return files;
}

/**
 * Records the provided files again after `setup`, so that its changes don't count as the agent's. `setup` returns what it
 * provided: these files are new, whatever happened to the former ones.
 */
export async function exceptSetup(place: ProvidedPlace, setup: () => Promise<Provided[]>): Promise<void> {
  const before = recordIn(place.record)?.given ?? [];
  const changed = await changedProvided(place);
  const fresh = (await setup()).filter(({ given }) => given !== 'nothing');
  const isFresh = (text: string) =>
    fresh.some(({ path }) => text === path || (/^[ /]/.test(text.slice(path.length)) && text.startsWith(path)));
  await recordProvided(
    place,
    [...before.filter(({ path }) => !isFresh(path)), ...fresh],
    changed.filter((text) => !isFresh(text)),
  );
}

/**
 * Lists the provided files that differ from those that the worktree got: they are written, replaced or deleted. New
 * files don't count. A linked file is the checkout's own, and one outside is everybody's, so somebody else may have
 * changed it. Also lists the links behind which too many files are to compare them.
 */
export async function changedProvided(place: ProvidedPlace): Promise<string[]> {
  const record = recordIn(place.record);
  if (!record) return [];
  const changed = new Set(record.changed);
  const most = place.mostOutside ?? MOST_OUTSIDE;
  const outside = { left: most };
  for (const { path, given } of record.given) {
    const noteOf = (file: string) => {
      if (given === 'link') return ' (in your checkout, too)';
      return leadsOut(join(place.tree, file), place.tree) === undefined ? '' : ' (outside the worktree)';
    };
    const top = lstatSync(join(place.tree, path), { throwIfNoEntry: false });
    const wasFolder = record.files[path] === undefined;
    const isThere = given === 'link' ? top?.isSymbolicLink() : top?.isDirectory() || !wasFolder;
    if (!top || !isThere) {
      changed.add(`${path} (${top ? 'replaced' : 'deleted'})`);
      continue;
    }
    const now: Record<string, string> = Object.create(null);
    await addFacts(path, { tree: place.tree, files: now, outside });
    for (const [file, facts] of Object.entries(record.files)) {
      if (file !== path && !file.startsWith(`${path}/`)) continue;
      if (now[file]?.endsWith(NOT_COMPARED)) {
        changed.add(`${file} (${NOT_COMPARED}: links lead to more than ${counted(most, 'file')} outside the worktree)`);
        continue;
      }
      if (now[file] === facts) continue;
      const note = noteOf(file);
      if (now[file] === undefined) changed.add(`${file} (deleted)${note}`);
      else if (note !== '' || !(await isSame(join(place.tree, file), join(place.checkout, file))))
        changed.add(`${file}${note}`);
    }
  }
  return [...changed];
}

function recordIn(file: string): ProvidedRecord | undefined {
  try {
    const { given, files, changed } = JSON.parse(String(readPlainText(file)));
    return Array.isArray(given) && Array.isArray(changed) && typeof files === 'object' && files !== null
      ? { given, files, changed }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Adds the facts of the files at or below a path. Follows a link at the path itself, which Backlog made, and links from
 * below it out of the folder, such as those to packages of a shared store.
 */
async function addFacts(path: string, adding: Adding & { tree: string }): Promise<void> {
  const file = join(adding.tree, path);
  const facts = await lstat(file).catch(() => undefined);
  if (!facts) return;
  const names = facts.isFile()
    ? undefined
    : await readdir(facts.isSymbolicLink() ? `${file}/` : file).catch(() => undefined);
  if (names === undefined) adding.files[path] = factsText(facts);
  else await addBelow(file, path, adding);
}

/** Where to add facts. Links out of `tree` are followed; without it, the folder is outside, as is a person's repository. */
interface Adding {
  tree?: string;
  files: Record<string, string>;
  /** The number of entries outside that may still be read. */
  outside: { left: number };
}

/** Adds the facts of a folder. Ends early if too many entries are outside. */
async function addBelow(folder: string, path: string, adding: Adding): Promise<void> {
  const isOutside = adding.tree === undefined;
  for (const name of await readdir(folder)) {
    if (isOutside && --adding.outside.left < 0) return;
    const [file, shown] = [join(folder, name), `${path}/${name}`];
    const facts = await lstat(file).catch(() => undefined);
    const isSkipped = CACHES.has(name) || (isOutside && name === '.git');
    if (facts?.isDirectory()) await (isSkipped ? undefined : addBelow(file, shown, adding));
    else if (facts) adding.files[shown] = factsText(facts);
    if (facts?.isSymbolicLink() && adding.tree !== undefined && !isSkipped)
      await addOutside(file, shown, { ...adding, tree: adding.tree });
  }
}

/** Adds the facts of what a link leads to, if that is outside the tree and doesn't contain it. */
async function addOutside(
  link: string,
  shown: string,
  { tree, files, outside }: Adding & { tree: string },
): Promise<void> {
  const target = await readlink(link).catch(() => undefined);
  if (target === undefined) return;
  const leads = resolve(dirname(link), target);
  if (isInside(leads, tree)) return;
  const [real, own] = [realPath(leads), realPath(tree)];
  if (isInside(real, own) || isInside(own, real)) return;
  const facts = await lstat(real).catch(() => undefined);
  if (!facts?.isDirectory()) {
    if (facts) files[shown] += ` ${factsText(facts)}`;
    return;
  }
  const within: Record<string, string> = Object.create(null);
  if (outside.left >= 0) await addBelow(real, shown, { files: within, outside }).catch(() => undefined);
  if (outside.left < 0) files[shown] += ` ${NOT_COMPARED}`;
  else Object.assign(files, within);
}

/** Facts that differ after somebody wrote, replaced or deleted a file. Nobody can set the last one. */
function factsText({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}

/** Compares the content of two files, for example after somebody installed the same packages again. */
async function isSame(one: string, other: string): Promise<boolean> {
  try {
    const [a, b] = [lstatSync(one), lstatSync(other)];
    if (a.isSymbolicLink() && b.isSymbolicLink()) return readlinkSync(one) === readlinkSync(other);
    if (a.mode !== b.mode || a.size !== b.size) return false;
    const [mine, theirs] = await Promise.all([one, other].map((file) => readPlain(file, { follows: false })));
    return mine !== undefined && theirs !== undefined && mine.equals(theirs);
  } catch {
    return false;
  }
}
