import { PLAIN_DIFF, storeCall } from '../call/environment.ts';
import { git } from '../call/git.ts';
import { parseRaw, type RawChange, SUBMODULE } from '../diff/changed.ts';
import { type RunPlace, repositoryPaths } from '../store/paths.ts';
import { outputLine } from '../store/store-repo.ts';
import { type Declared, declaredIn } from '../submodules/declared.ts';
import { hasCommit, moduleStore } from '../submodules/module-store.ts';

/** The part of a file that must be the same in a moved file. A new file may be similar to a lost one by chance. */
export const FIND_MOVED = '-M80%';

export type EntryChange = Pick<RawChange, 'path' | 'from' | 'status' | 'old' | 'new'>;

export interface ComparedWork {
  /** From the start commit to the earlier work, without renames. */
  made: readonly EntryChange[];
  /** From the start commit to the result, without renames. */
  now: readonly EntryChange[];
  /** From the earlier work to the result, with renames. */
  since: readonly EntryChange[];
}

/** A repository: the private copy, or that of a submodule. */
interface Level {
  store: string;
  names: readonly string[];
  /** Path of the submodule: empty, or ending with `/`. */
  at: string;
}

/** Adds the files of the submodules that the result has at another commit than the earlier work. */
export async function withModules(
  place: RunPlace,
  level: Level,
  sides: ComparedWork,
  result: string,
): Promise<ComparedWork> {
  const all = { made: [...sides.made], now: [...sides.now], since: [...sides.since] };
  const made = byPath(sides.made);
  const moved = sides.since
    .filter((change) => isSubmodule(change.old) && isSubmodule(change.new) && change.from === undefined)
    .map(({ path, old, new: now }) => ({
      path,
      base: linkIn((made.get(path) ?? { old }).old),
      earlier: old.object,
      now: now.object,
    }));
  const declared = moved.length === 0 ? [] : await declaredIn(level.store, result);
  for (const { path, base, earlier, now } of moved) {
    const inner = innerOf(place, level, declared, path);
    // The result itself names a commit that no repository has.
    if (!(await hasCommit(inner.store, now))) continue;
    if (!(await hasCommit(inner.store, earlier))) {
      all.now = all.now.filter((change) => change.path !== path);
      continue;
    }
    const start = await knownIn(inner.store, base);
    const found = await withModules(
      place,
      inner,
      {
        made: await entryChanges(inner.store, start, earlier),
        now: await entryChanges(inner.store, start, now),
        since: await entryChanges(inner.store, earlier, now, FIND_MOVED),
      },
      now,
    );
    for (const side of ['made', 'now', 'since'] as const) all[side].push(...below(inner, level, found[side]));
  }
  return all;
}

/** Lists the changes in the submodules that a result changed, in all depths. */
export async function changesInModules(
  place: RunPlace,
  level: Level,
  now: readonly EntryChange[],
  result: string,
): Promise<EntryChange[]> {
  const links = now.filter((change) => isSubmodule(change.new));
  const declared = links.length === 0 ? [] : await declaredIn(level.store, result);
  const found: EntryChange[] = [];
  for (const { path, old, new: link } of links) {
    const inner = innerOf(place, level, declared, path);
    if (!(await hasCommit(inner.store, link.object))) continue;
    const made = await entryChanges(inner.store, await knownIn(inner.store, linkIn(old)), link.object);
    const deeper = await changesInModules(place, inner, made, link.object);
    found.push(...below(inner, level, [...made, ...deeper]));
  }
  return found;
}

function innerOf(place: RunPlace, { names, at }: Level, declared: readonly Declared[], path: string): Level {
  const inner = [...names, declared.find((one) => one.path === path)?.name ?? path];
  return { store: moduleStore(place, { names: inner }), names: inner, at: `${at}${path}/` };
}

/** Returns changes in a submodule with paths from the level above. */
function below({ at }: Level, above: Level, list: readonly EntryChange[]): EntryChange[] {
  const before = at.slice(above.at.length);
  return list.map((change) => ({
    ...change,
    path: before + change.path,
    ...(change.from === undefined ? {} : { from: before + change.from }),
  }));
}

/** Returns a commit if the private copy of a submodule has it. */
const knownIn = async (store: string, commit: string | undefined) =>
  commit !== undefined && (await hasCommit(store, commit)) ? commit : undefined;

export const byPath = (list: readonly EntryChange[]) => new Map(list.map((change) => [change.path, change]));

export const isSubmodule = ({ mode }: EntryChange['new']) => mode === SUBMODULE;
const linkIn = (side: EntryChange['old']) => (isSubmodule(side) ? side.object : undefined);

/** Compares two commits. A commit of a new submodule is compared with an empty tree. */
export async function entryChanges(
  store: string,
  from: string | undefined,
  to: string,
  renames = '--no-renames',
): Promise<RawChange[]> {
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    renames,
    '--no-rename-empty',
    '--ignore-submodules=none',
    ...PLAIN_DIFF,
    from ?? (await emptyTree(store)),
    to,
  ];
  return parseRaw((await git(storeCall(store, args))).out);
}

/** Stores the empty tree, because a private copy may lack it. */
async function emptyTree(store: string): Promise<string> {
  return outputLine(await git(storeCall(store, ['hash-object', '-t', 'tree', '-w', '--stdin'], { input: '' })));
}

/** The level of the private copy itself. */
export const topLevel = (place: RunPlace): Level => ({ store: repositoryPaths(place).store, names: [], at: '' });
