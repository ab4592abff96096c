import { present } from '../../../base/present.ts';
import type { GitOutcome } from '../call/git.ts';
import type { RawChange } from '../diff/changed.ts';
import { type BytePath, joinPaths, pathText, splitRaw } from '../diff/path-text.ts';
import { readIfThere } from '../store/git-dir.ts';
import type { RunsPlace } from '../store/paths.ts';
import { withTemporaryIndex } from '../store/temporary-index.ts';
import type { FilterFolder } from './filter-folder.ts';
import type { PersonFilter } from './person-filters.ts';

/** A changed file to which attributes give a filter. */
export interface FilteredFile {
  path: string;
  filter: string;
  /** The object with the content before the filter, as the agent wrote it. Absent if the filter changes nothing. */
  clear?: string;
  /**
   * Why the content did not pass the filter: the filter failed, the person's configuration has none of this name, or the
   * change takes the attribute away.
   */
  failed?: 'failed' | 'undefined' | 'lifted';
  /** Git's words about a filter that failed. */
  said?: string;
  /** True if the filter ran now. Otherwise the content had passed it before. */
  ran?: true;
  /** True if the person's configuration requires the filter. */
  required?: true;
}

/** What the attributes want of changed files. */
export interface FilterPlan {
  /** The files to which attributes give a filter, before or after the change. */
  named: { change: RawChange; file: FilteredFile }[];
  /** The files that git converts with the person's settings. */
  convert: RawChange[];
}

/** Changed files of an index, and what decides about their filters. */
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

type Change = Pick<FilterGround, 'index' | 'from'>;

/** Asks git for the attributes of changed files. @param isOwn true if the person has attributes that are in no commit */
export async function planFilters(
  at: FilterFolder,
  ground: Change,
  files: readonly RawChange[],
  { filters, isOwn }: { filters: ReadonlyMap<string, PersonFilter>; isOwn: boolean },
): Promise<FilterPlan> {
  const plan: FilterPlan = { named: [], convert: [] };
  for (const { change, filter, before, converts } of await attributesOf(at, ground, files)) {
    const name = filter ?? before;
    const known = filters.get(name ?? '');
    // Git refuses a file whose required filter has no program.
    const runs = known !== undefined && (known.clean ?? known.process ?? (known.required || undefined)) !== undefined;
    if (filter === undefined ? isOwn && converts : runs) plan.convert.push(change);
    if (name === undefined || (known !== undefined && !runs)) continue;
    const failed = filter === undefined ? 'lifted' : known === undefined ? 'undefined' : undefined;
    const file = { path: pathText(change.path), filter: name };
    plan.named.push({ change, file: { ...file, ...present({ failed, required: known?.required || undefined }) } });
  }
  return plan;
}

/** Checks whether a path is a file with attributes. Git reads those of the worktree. */
export const isAttributes = ({ path }: Pick<RawChange, 'path'>) => path.endsWith('.gitattributes');

/** Checks whether an index may have attributes. Version 4 shortens names. */
export async function mayHaveAttributes(index: string): Promise<boolean> {
  const bytes = await readIfThere(index);
  if (bytes === undefined || bytes.length < 12 || bytes.readUInt32BE(4) > 3) return true;
  return bytes.includes('.gitattributes');
}

const CONVERTING = ['text', 'crlf', 'eol', 'ident', 'working-tree-encoding'];

/** Asks for the filter of each file now and before the change, and whether git converts it without a program. */
async function attributesOf({ ask }: FilterFolder, { index, from }: Change, files: readonly RawChange[]) {
  const now = await attributeValues(ask, index, files, ['filter', ...CONVERTING]);
  const before = await withTemporaryIndex(index, async (old) => {
    await ask(['read-tree', from], { index: old });
    return attributeValues(ask, old, files, ['filter']);
  });
  return files.map((change, n) => ({
    change,
    filter: filterName(now[n]?.[0]),
    before: filterName(before[n]?.[0]),
    converts: now[n]!.slice(1).some((value) => value !== 'unspecified'),
  }));
}

/** Asks git for attributes of paths in an index. @returns the values for each path, in the order of the names */
export async function attributeValues(
  ask: (args: readonly string[], how: { index: string; input: Buffer }) => Promise<GitOutcome>,
  index: string,
  files: readonly { path: BytePath }[],
  names: readonly string[],
): Promise<string[][]> {
  const args = ['check-attr', '--cached', '-z', '--stdin', ...names];
  const { out } = await ask(args, { index, input: joinPaths(files.map(({ path }) => path)) });
  const values = splitRaw(out).filter((_, n) => n % 3 === 2);
  return files.map((_, n) => values.slice(n * names.length, (n + 1) * names.length));
}

/** Returns the filter that an attribute's value names. */
export const filterName = (value: string | undefined): string | undefined =>
  value === undefined || ['unspecified', 'unset', 'set'].includes(value) ? undefined : value;
