import { constants } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { PLAIN_DIFF, storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { parseRaw, type RawChange } from '../diff/changed.ts';
import { fileOf } from '../diff/path-text.ts';
import { isFileMode } from '../diff/tree-entries.ts';
import { someOf } from '../landing/deferral.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { beforeFilter, keepFirst, passedBefore, readConversions } from './conversions.ts';
import { cleanFiles, type FilterFolder, pathsInput, putEntries, WRITE_OUT, withFilterFolder } from './filter-folder.ts';
import {
  type FilteredFile,
  type FilterGround,
  type FilterPlan,
  isAttributes,
  mayHaveAttributes,
  planFilters,
} from './filter-plan.ts';
import { type PersonFilter, personAttributes, personFilters } from './person-filters.ts';

/**
 * Runs the person's clean filters on the changed files of an index, as `git add` in the person's checkout does, and stores
 * their output. Git finds the attributes, in the index and in the person's own files. An attribute can only name a filter:
 * the program is the one of the person's configuration.
 * @returns the files with a filter, also those whose filter did not run
 */
export async function filterIndex(ground: FilterGround): Promise<FilteredFile[]> {
  const { place, store, index, from } = ground;
  const args = ['diff-index', '--cached', '-z', '--raw', '--no-renames', ...PLAIN_DIFF, from];
  const changes = parseRaw((await git(storeCall(store, args, { index }))).out);
  const files = changes.filter((change) => isFileMode(change.new.mode));
  const own = await personAttributes(place.repository);
  const isOwn = own.first !== '' || own.last !== '';
  if (files.length === 0 || !(isOwn || changes.some(isAttributes) || (await mayHaveAttributes(index)))) return [];
  const filters = await personFilters(place.repository);
  return withFilterFolder({ place, store, like: from, own, filters }, async (at) => {
    const plan = await planFilters(at, ground, files, { filters, isOwn });
    return plan.named.length + plan.convert.length === 0 ? [] : convertFiles(at, ground, plan, filters);
  });
}

/**
 * Says which files of a landing a required filter did not convert, and git's words about the first that it refused. Git
 * would refuse these files from a person, too.
 * @param landing the branch's commit before and after, in the private copy
 * @returns undefined if there are none
 */
export async function unconvertedText(
  place: RunsPlace,
  { old, new: to }: { old: string; new: string },
): Promise<string | undefined> {
  if (![...(await personFilters(place.repository)).values()].some(({ required }) => required)) return undefined;
  const { store, folder } = repositoryPaths(place);
  const found = await withTemporaryIndex(join(folder, '.landing'), async (index) => {
    await git(storeCall(store, ['read-tree', to], { index }));
    return filterIndex({ place, store, index, from: old, passed: [old, to] });
  });
  const clear = found.filter(({ required, failed, ran }) => required && (failed === 'failed' || ran));
  if (clear.length === 0) return undefined;
  const filters = [...new Set(clear.map(({ filter }) => filter))].join(', ');
  const [said] = clear.flatMap((file) => file.said ?? []);
  const text = `the required filter ${filters} did not convert these files: ${someOf(clear.map(({ path }) => path))}`;
  return said === undefined ? text : `${text}; ${said}`;
}

/** Converts the files of a plan and stores their entries in the index. @returns the files with a filter, completed */
async function convertFiles(
  at: FilterFolder,
  ground: FilterGround,
  { named, convert }: FilterPlan,
  filters: ReadonlyMap<string, PersonFilter>,
): Promise<FilteredFile[]> {
  const { store, index } = ground;
  const raw = join(at.folder, 'raw');
  await mkdir(raw);
  // Git writes all that it can: a file that it can't write is not converted.
  if (convert.length > 0)
    await git(storeCall(store, WRITE_OUT, { index, tree: raw, input: pathsInput(convert), codes: MAY_FAIL }));
  await copyAdded(ground, raw, convert);
  const conversions = await readConversions(ground.place);
  const passed = await passedBefore(at, ground, conversions, named);
  const before = await beforeFilter(at, ground, raw, convert, passed);
  const rest = convert.filter(({ path }) => !before.has(path));
  const { cleaned, refused } = await cleanFiles(at, index, raw, rest);
  await keepFirst(ground, conversions, { raw, named, filters }, cleaned);
  const changed = rest.flatMap(({ path, new: { mode, object } }) => {
    const made = cleaned.get(path);
    return made === undefined || made === object ? [] : [`${mode} ${made}\t${path}\0`];
  });
  await putEntries((args, how) => git(storeCall(store, args, how)), index, changed);
  return named.flatMap(({ change: { path, new: entry }, file }) => {
    if (file.failed !== undefined) return file.failed === 'undefined' && passed.has(path) ? [] : [file];
    if (before.has(path)) return [{ ...file, ...present({ clear: before.get(path) }) }];
    const made = cleaned.get(path);
    if (made === undefined) return [{ ...file, failed: 'failed' as const, ...present({ said: refused.get(path) }) }];
    return made === entry.object ? [] : [{ ...file, clear: entry.object, ran: true as const }];
  });
}

/** Puts the files that were just added in the place of those that git wrote from their entries. */
async function copyAdded({ added }: FilterGround, raw: string, files: readonly RawChange[]): Promise<void> {
  const paths = new Set(added?.paths);
  for (const { path } of files) {
    if (added === undefined || !paths.has(path)) continue;
    const flag = constants.O_RDONLY | constants.O_NOFOLLOW;
    await writeFile(fileOf(raw, path), await readFile(fileOf(added.tree, path), { flag }));
  }
}
