import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { errnoOf } from '../../../base/errno.ts';
import { hasRefFiles } from '../../../store/index.ts';
import { READ_UNLINKED } from '../../../work/paths/plain-file.ts';

export const COMMIT_LINE = /^(?!0+$)([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Matches ref names that are also valid file paths. Other names, such as `main (copy)`, need git. */
const PLAIN_NAME = /^(?:[\p{L}\p{M}\p{N}_+#@=,/-]|(?<=[^/])\.(?![./]|lock(?:\/|$)|$))+$/u;

/** Reads a ref from git's files; undefined if there is no such ref, `unclear` if only git can read it. */
export function refInFiles(gitDir: string, ref: string): string | 'unclear' | undefined {
  if (!hasRefFiles(gitDir)) return 'unclear';
  const loose = textOfFile(join(gitDir, ref))?.trim();
  if (loose !== undefined) return COMMIT_LINE.test(loose) ? loose : 'unclear';
  const all = textOfFile(join(gitDir, 'packed-refs'));
  return all === UNREADABLE ? 'unclear' : packed(all ?? '', ref);
}

/**
 * Reads the commits of the refs below a folder, such as `refs/heads`, from git's files, by ref.
 * @returns undefined if only git can read them, for example because of a damaged ref
 */
export async function refsInFiles(gitDir: string, under = 'refs'): Promise<Record<string, string> | undefined> {
  if (!hasRefFiles(gitDir)) return undefined;
  // The refs' own files are read first, because git packs a ref before it deletes that file. If git deletes a folder
  // meanwhile, the whole reading fails.
  const names = await readdir(join(gitDir, under), { recursive: true }).catch(() => undefined);
  const own = names
    ?.filter((name) => !name.endsWith('.lock'))
    .flatMap((name): [string, string][] => {
      const text = name.includes('\ufffd') ? UNREADABLE : textOfFile(join(gitDir, under, name));
      return text === undefined ? [] : [[`${under}/${name}`, text.trim()]];
    });
  const all = textOfFile(join(gitDir, 'packed-refs')) ?? '';
  if (!own?.every(([ref]) => PLAIN_NAME.test(ref)) || all === UNREADABLE) return undefined;
  const packed = all.matchAll(/^([0-9a-f]{40,64}) (refs\/.+)$/gm);
  const refs = new Map<string, string>();
  for (const [, commit = '', ref = ''] of packed) if (ref.startsWith(`${under}/`)) refs.set(ref, commit);
  for (const [ref, text] of own) if (COMMIT_LINE.test(text)) refs.set(ref, text);
  for (const [ref, text] of own) {
    if (COMMIT_LINE.test(text)) continue;
    const commit = text.startsWith('ref: ') ? refs.get(text.slice('ref: '.length)) : undefined;
    if (commit === undefined) return undefined;
    refs.set(ref, commit);
  }
  return Object.fromEntries([...refs].sort());
}

/**
 * Reads the ids of a commit's tree and of its first parent from the commit's own file.
 * @returns undefined if there is no such file, for example because the commit is packed, or if it has no parent
 */
export function commitInFiles(gitDir: string, commit: string): { tree: string; parent: string } | undefined {
  try {
    const text = inflateSync(readFileSync(join(gitDir, 'objects', commit.slice(0, 2), commit.slice(2)))).toString(
      'latin1',
    );
    const [, tree, parent] = /^commit \d+\0tree ([0-9a-f]+)\nparent ([0-9a-f]+)\n/.exec(text) ?? [];
    return tree !== undefined && parent !== undefined ? { tree, parent } : undefined;
  } catch {
    return undefined;
  }
}

function packed(text: string, ref: string): string | undefined {
  const end = text.indexOf(` ${ref}\n`);
  return end < 0 ? undefined : text.slice(text.lastIndexOf('\n', end) + 1, end);
}

/** Replaces the text of an unreadable file, of a pipe, and of a link, which git may read as a symbolic ref. */
export const UNREADABLE = '?';

/** Returns the text of a file of git; undefined if there is none. */
export function textOfFile(file: string): string | undefined {
  let opened: number | undefined;
  try {
    opened = openSync(file, READ_UNLINKED);
    const facts = fstatSync(opened);
    if (facts.isDirectory()) return undefined;
    return facts.isFile() ? readFileSync(opened, 'utf8') : UNREADABLE;
  } catch (error) {
    return NO_FILE.has(errnoOf(error) ?? '') ? undefined : UNREADABLE;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

const NO_FILE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);
