import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { PLAIN_DIFF, storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import { parseRaw, type RawChange } from '../diff/changed.ts';
import { type BytePath, fileOf, joinPaths, splitRaw } from '../diff/path-text.ts';
import { isFileMode, treeEntries } from '../diff/tree-entries.ts';
import { someOf } from '../landing/deferral.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { addConversions, type Conversion, contentKey, readConversions } from './conversions.ts';
import { type FilterFolder, withFilterFolder } from './filter-folder.ts';
import {
  attributeValues,
  type FilteredFile,
  type FilterPlan,
  isAttributes,
  mayHaveAttributes,
  planFilters,
} from './filter-plan.ts';
import { type PersonFilter, personAttributes, personFilters } from './person-filters.ts';

export interface FilterGround {
  place: RunsPlace;
  /** The git folder with the objects. */
  store: string;
  /** The index with the changed files. Those with a filter get new entries. */
  index: string;
  /** The commit with which the index is compared. */
  from: string;
  /** Commits whose files can have passed the filters: one of theirs that has must not pass again. */
  passed: readonly string[];
  /** The files that were just added from a folder. Their entries no longer have all bytes, such as their line ends. */
  added?: { tree: string; paths: readonly BytePath[] };
}

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
    await git(storeCall(store, WRITE_OUT, { index, tree: raw, input: inputOf(convert), codes: MAY_FAIL }));
  await copyAdded(ground, raw, convert);
  const passed = await passedBefore(at, ground, named);
  const before = await beforeFilter(at, ground, raw, convert, passed);
  const rest = convert.filter(({ path }) => !before.has(path));
  const { cleaned, refused } = await cleanFiles(at, ground, raw, rest);
  await keepFirst(ground, raw, named, cleaned, filters);
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

/** Records what filters made. Where the same content was converted before, that object stays, as in a checkout of git. */
async function keepFirst(
  { place, store }: FilterGround,
  raw: string,
  named: FilterPlan['named'],
  cleaned: Map<BytePath, string>,
  filters: ReadonlyMap<string, PersonFilter>,
): Promise<void> {
  const conversions = await readConversions(place);
  const added: Conversion[] = [];
  for (const { change, file } of named) {
    const { path } = change;
    const object = cleaned.get(path);
    if (object === undefined || object === change.new.object) continue;
    const { filter } = file;
    const content = contentKey(await readFile(fileOf(raw, path)), store, path, JSON.stringify(filters.get(filter)));
    const first = conversions.madeOf(content);
    if (first === object) continue;
    const isKept = first && (await git(storeCall(store, ['cat-file', '-e', first], { codes: MAY_FAIL }))).code === 0;
    if (isKept) cleaned.set(path, first);
    else added.push({ object, filter, content });
  }
  await addConversions(place, added);
}

type Ask = FilterFolder['ask'];

const WRITE_OUT = ['checkout-index', '-f', '-q', '-z', '--stdin'];

/** Puts the files that were just added in the place of those that git wrote from their entries. */
async function copyAdded({ added }: FilterGround, raw: string, files: readonly RawChange[]): Promise<void> {
  const paths = new Set(added?.paths);
  for (const { path } of files) {
    if (added === undefined || !paths.has(path)) continue;
    const flag = constants.O_RDONLY | constants.O_NOFOLLOW;
    await writeFile(fileOf(raw, path), await readFile(fileOf(added.tree, path), { flag }));
  }
}

/**
 * Finds the files that are in the filter's form already. Backlog recorded that the filter made them. Otherwise, the smudge
 * filter returns another content, of which the clean filter makes the same file. That it returns another one proves
 * nothing: git-crypt returns an empty file for a short text. Where each output of the clean filter differs, a file of the
 * commit of before counts.
 * @returns the object of the content before the filter, by path; undefined if the smudge filter refuses
 */
async function beforeFilter(
  at: FilterFolder,
  ground: FilterGround,
  raw: string,
  files: readonly RawChange[],
  passed: ReadonlyMap<BytePath, string>,
): Promise<Map<BytePath, string | undefined>> {
  const { store, index, from } = ground;
  const smudged = join(at.folder, 'smudged');
  const written: RawChange[] = [];
  const found = new Map<BytePath, string | undefined>();
  await mkdir(smudged);
  for (const file of files) {
    const by = passed.get(file.path);
    if (by === undefined) continue;
    const refused = await at.convert(WRITE_OUT, { index, tree: smudged, input: inputOf([file]) });
    if (refused === undefined) written.push(file);
    else if (by === MADE) found.set(file.path, undefined);
  }
  const isMade = ({ path }: RawChange) => passed.get(path) === MADE;
  const unsure = written.filter((file) => !isMade(file));
  const { cleaned: again } = await cleanFiles(at, ground, smudged, unsure);
  const others = unsure.filter(({ path, new: { object } }) => again.get(path) !== object && passed.get(path) === from);
  const { cleaned: twice } = await cleanFiles(at, ground, smudged, others);
  for (const file of written) {
    const { path } = file;
    const differs = others.includes(file) && twice.has(path) && again.get(path) !== twice.get(path);
    if (!isMade(file) && again.get(path) !== file.new.object && !differs) continue;
    const [clear, before] = await Promise.all([smudged, raw].map((tree) => readFile(fileOf(tree, path))));
    if (clear!.equals(before!) && !isMade(file)) continue;
    found.set(path, outputLine(await git(storeCall(store, ['hash-object', '-w', '--stdin'], { input: clear! }))));
  }
  return found;
}

/** The objects of files as git stored them, and git's words about each file that it refused, by path. */
interface Cleaned {
  cleaned: Map<BytePath, string>;
  refused: Map<BytePath, string>;
}

/** Stores files as `git add` does. */
async function cleanFiles(
  at: FilterFolder,
  { index }: FilterGround,
  tree: string,
  files: readonly RawChange[],
): Promise<Cleaned> {
  const [cleaned, refused] = [new Map<BytePath, string>(), new Map<BytePath, string>()];
  if (files.length === 0) return { cleaned, refused };
  const made = `${tree}.index`;
  await copyFile(index, made);
  // As with `git add`, the entry of before decides about line ends of a file that had others.
  const lines = files.map(({ path, old: { mode, object } }) => `${mode} ${object}\t${path}\0`);
  await putEntries(at.ask, made, lines);
  const add = async (some: readonly RawChange[]): Promise<void> => {
    const args = ['update-index', '-z', '--add', '--replace', '--stdin'];
    const said = await at.convert(args, { index: made, tree, input: inputOf(some) });
    if (said === undefined) return;
    // A filter that kills git leaves its lock.
    await rm(`${made}.lock`, { force: true });
    if (some.length === 1) return void refused.set(some[0]!.path, said);
    const half = Math.ceil(some.length / 2);
    await add(some.slice(0, half));
    await add(some.slice(half));
  };
  await add(files);
  const { out } = await at.ask(['ls-files', '-s', '-z'], { index: made });
  for (const line of splitRaw(out)) {
    const [, object, path] = /^\d+ (\w+) 0\t(.*)$/s.exec(line) ?? [];
    if (object !== undefined && path !== undefined && !refused.has(path)) cleaned.set(path, object);
  }
  return { cleaned, refused };
}

const inputOf = (files: readonly RawChange[]) => joinPaths(files.map(({ path }) => path));

/** Puts entries into an index: lines `MODE OBJECT TAB PATH NUL`. An entry with mode 0 is removed. */
async function putEntries(ask: Ask, index: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await ask(['update-index', '-z', '--index-info'], { index, input: Buffer.from(lines.join(''), 'latin1') });
}

/** Says that the filter's record has a content, instead of a commit that has it. */
const MADE = 'made';

/** Finds the files whose content a filter made, or a file with the same filter has in a commit that passed the filters. */
async function passedBefore(
  at: FilterFolder,
  { place, store, index, passed }: FilterGround,
  named: FilterPlan['named'],
): Promise<Map<BytePath, string>> {
  const conversions = await readConversions(place);
  const objects = new Set(named.map(({ change }) => change.new.object));
  const found = new Map<string, string>();
  for (const commit of objects.size > 0 ? passed : []) {
    const { out } = await git(storeCall(store, ['ls-tree', '-r', '-z', '--full-tree', commit]));
    const same = treeEntries(out).filter(({ object }) => objects.has(object));
    if (same.length === 0) continue;
    const filters = await withTemporaryIndex(index, async (its) => {
      await at.ask(['read-tree', commit], { index: its });
      return attributeValues(at.ask, its, same, ['filter']);
    });
    for (const [n, { object }] of same.entries()) {
      const key = `${object} ${filters[n]?.[0]}`;
      found.set(key, found.get(key) ?? commit);
    }
  }
  const entries = named.flatMap(({ change, file: { filter } }) => {
    const { object } = change.new;
    const by = conversions.isMade(object, filter) ? MADE : found.get(`${object} ${filter}`);
    return by === undefined ? [] : [[change.path, by] as const];
  });
  return new Map(entries);
}
