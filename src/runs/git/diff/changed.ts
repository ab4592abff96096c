import type { Changed } from '../../../domain/runs/change-shapes.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import { ownSettings } from '../store/own-settings.ts';
import type { RunPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { type BytePath, pathText, splitRaw } from './path-text.ts';

/** Lists every path in the changes. A renamed file has two paths. */
export function pathsOf(changes: readonly Pick<Changed, 'path' | 'from'>[]): string[] {
  return changes.flatMap(({ path, from }) => (from === undefined ? [path] : [from, path]));
}

/** One path of a raw diff, with mode and object on both sides. Mode `000000` means a missing file. */
export interface RawChange {
  path: BytePath;
  from?: BytePath;
  status: string;
  old: TreeEntry;
  new: TreeEntry;
}

export interface TreeEntry {
  /** Git's mode: 100644 and 100755 are files, 120000 links, 160000 submodules, 040000 folders. */
  mode: string;
  object: string;
}

/** Parses `diff-tree -r -z --raw`, with or without renames. */
export function parseRaw(out: Buffer): RawChange[] {
  return takeRaw(splitRaw(out)).changes;
}

/** Parses the output of `diff-tree -r -z --raw --numstat -M`, in which all raw lines precede all line counts. */
export function parseChanges(out: Buffer): Changed[] {
  const fields = splitRaw(out);
  const { changes, rest } = takeRaw(fields);
  const lines = takeNumbers(fields.slice(rest));
  return changes.map(({ path, from, status, old, new: now }) => {
    const { added = 0, deleted = 0, binary = false } = lines.get(path) ?? {};
    return {
      path: pathText(path),
      ...(from === undefined ? {} : { from: pathText(from) }),
      status: (/^[ADRT]/.test(status) ? status[0] : 'M') as Changed['status'],
      added,
      deleted,
      binary,
      blob: now.object,
      ...([old.mode, now.mode].includes(SUBMODULE) ? { submodule: true as const } : {}),
      ...(isModeChange(old.mode, now.mode) ? { modes: `${old.mode} ${now.mode}` } : {}),
    };
  });
}

/** Git's mode of a submodule. */
export const SUBMODULE = '160000';

const NONE = '000000';
const ORDINARY = '100644';

function isModeChange(old: string, now: string): boolean {
  return now !== NONE && now !== (old === NONE ? ORDINARY : old);
}

function takeRaw(fields: readonly string[]): { changes: RawChange[]; rest: number } {
  const changes: RawChange[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':')) {
    const [oldMode = '', mode = '', oldObject = '', object = '', status = ''] = fields[at]!.slice(1).split(' ');
    const renamed = /^[RC]/.test(status);
    const paths = fields.slice(at + 1, at + (renamed ? 3 : 2));
    changes.push({
      path: paths.at(-1) ?? '',
      ...(renamed ? { from: paths[0] ?? '' } : {}),
      status,
      old: { mode: oldMode, object: oldObject },
      new: { mode, object },
    });
    at += renamed ? 3 : 2;
  }
  return { changes, rest: at };
}

interface Numbers {
  added: number;
  deleted: number;
  binary: boolean;
}

/**
 * Parses the line counts of files: `1 TAB 2 TAB path NUL`, or for a rename `1 TAB 2 TAB NUL from NUL path NUL`. A
 * binary file has `-` for each number.
 */
function takeNumbers(fields: readonly string[]): Map<BytePath, Numbers> {
  const found = new Map<BytePath, Numbers>();
  for (let at = 0; at < fields.length; ) {
    const [, added = '', deleted = '', name = ''] = /^(\S+)\t(\S+)\t(.*)$/s.exec(fields[at]!) ?? [];
    const path = name === '' ? (fields[at + 2] ?? '') : name;
    at += name === '' ? 3 : 1;
    found.set(path, { added: Number(added) || 0, deleted: Number(deleted) || 0, binary: added === '-' });
  }
  return found;
}

/** Compares a commit with an index, like {@link changesBetween}. Needs no tree, so git can write the tree meanwhile. */
export async function stagedChanges(place: RunPlace, from: string, index: string): Promise<Changed[]> {
  return parseChanges((await inStore(place, ['diff-index', '--cached', ...CHANGES, from], { index })).out);
}

/** Options of a comparison for {@link parseChanges}. */
const CHANGES = ['-z', '--raw', '--numstat', '-M', ...PLAIN_DIFF];

/** Compares two commits, with renames and the number of changed lines of each file. */
export async function changesBetween(place: RunPlace, from: string, to: string): Promise<Changed[]> {
  await ownSettings(place, from);
  return parseChanges((await inStore(place, ['diff-tree', '-r', ...CHANGES, from, to])).out);
}
