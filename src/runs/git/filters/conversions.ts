import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storeCall } from '../call/environment.ts';
import { git, MAY_FAIL } from '../call/git.ts';
import type { RawChange } from '../diff/changed.ts';
import { type BytePath, fileOf } from '../diff/path-text.ts';
import { treeEntries } from '../diff/tree-entries.ts';
import { readIfThere } from '../store/git-dir.ts';
import { type RunsPlace, repositoryPaths } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import { cleanFiles, type FilterFolder, pathsInput, WRITE_OUT } from './filter-folder.ts';
import { attributeValues, type FilterGround, type FilterPlan } from './filter-plan.ts';
import type { PersonFilter } from './person-filters.ts';

/** What the person's filters made of files. A filter's output can differ each time, so nothing else tells it later. */
export interface Conversions {
  isMade(object: string, filter: string): boolean;
  /** Returns the object that was made of the same content. */
  madeOf(content: string): string | undefined;
}

/** An object that a filter made, and the {@link contentKey} of what it was made of. */
type Conversion = Readonly<Record<'object' | 'filter' | 'content', string>>;

const recordOf = (place: RunsPlace) => join(repositoryPaths(place).folder, 'conversions');

export async function readConversions(place: RunsPlace): Promise<Conversions> {
  const text = (await readIfThere(recordOf(place)))?.toString('latin1') ?? '';
  const lines = text.split('\n').map((line) => line.split(' '));
  const made = new Set(lines.map(([object, filter]) => `${object} ${filter}`));
  const contents = new Map(lines.map(([object = '', , content]) => [content, object]));
  return {
    isMade: (object, filter) => made.has(`${object} ${filter}`),
    madeOf: (content) => contents.get(content),
  };
}

/** Adds to the record. Each line begins with its end, so what a killed process wrote in part stays on its own. */
async function addConversions(place: RunsPlace, made: readonly Conversion[]): Promise<void> {
  if (made.length === 0) return;
  const lines = made.map(({ object, filter, content }) => `\n${object} ${filter} ${content}`);
  await appendFile(recordOf(place), lines.join(''), 'latin1');
}

/** Identifies the content of a file before its filter. The filter may read the file's path. */
function contentKey(bytes: Buffer, ...of: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(of)).update(bytes).digest('hex');
}

/** Records what filters made. Where the same content was converted before, that object stays, as in a checkout of git. */
export async function keepFirst(
  { place, store }: FilterGround,
  conversions: Conversions,
  { raw, named, filters }: { raw: string; named: FilterPlan['named']; filters: ReadonlyMap<string, PersonFilter> },
  cleaned: Map<BytePath, string>,
): Promise<void> {
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

/** Says that the filter's record has a content, instead of a commit that has it. */
const MADE = 'made';

/** Finds the files whose content a filter made, or a file with the same filter has in a commit that passed the filters. */
export async function passedBefore(
  at: FilterFolder,
  { store, index, passed }: FilterGround,
  conversions: Conversions,
  named: FilterPlan['named'],
): Promise<Map<BytePath, string>> {
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

/**
 * Finds the files that are in the filter's form already. Backlog recorded that the filter made them. Otherwise, the smudge
 * filter returns another content, of which the clean filter makes the same file. That it returns another one proves
 * nothing: git-crypt returns an empty file for a short text. Where each output of the clean filter differs, a file of the
 * commit of before counts.
 * @returns the object of the content before the filter, by path; undefined if the smudge filter refuses
 */
export async function beforeFilter(
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
    const refused = await at.convert(WRITE_OUT, { index, tree: smudged, input: pathsInput([file]) });
    if (refused === undefined) written.push(file);
    else if (by === MADE) found.set(file.path, undefined);
  }
  const isMade = ({ path }: RawChange) => passed.get(path) === MADE;
  const unsure = written.filter((file) => !isMade(file));
  const { cleaned: again } = await cleanFiles(at, index, smudged, unsure);
  const others = unsure.filter(({ path, new: { object } }) => again.get(path) !== object && passed.get(path) === from);
  const { cleaned: twice } = await cleanFiles(at, index, smudged, others);
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
