import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { inflateSync } from 'node:zlib';
import { errnoOf } from '../../../base/errno.ts';
import { READ_UNLINKED } from '../../../work/paths/plain-file.ts';
import { objectTypes } from '../call/batch.ts';
import { MAY_FAIL } from '../call/git.ts';
import { realEntries } from './git-dir.ts';
import { loggedRefs } from './reflogs.ts';

const COMMIT = /^(?!0+$)([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Matches ref names that are also valid file paths. Other names, such as `main (copy)`, need git. */
const PLAIN_NAME = /^(?:[\p{L}\p{M}\p{N}_+#@=,/-]|(?<=[^/])\.(?![./]|lock(?:\/|$)|$))+$/u;

/** Reads a ref from git's files; undefined if there is no such ref, `unclear` if only git can read it. */
export function refInFiles(gitDir: string, ref: string): string | 'unclear' | undefined {
  if (existsSync(join(gitDir, 'reftable'))) return 'unclear';
  const loose = textOf(join(gitDir, ref))?.trim();
  if (loose !== undefined) return COMMIT.test(loose) ? loose : 'unclear';
  const all = textOf(join(gitDir, 'packed-refs'));
  return all === UNREADABLE ? 'unclear' : packed(all ?? '', ref);
}

/**
 * Reads the commits of the refs below a folder, such as `refs/heads`, from git's files, by ref.
 * @returns undefined if only git can read them, for example because of a damaged ref
 */
export async function refsInFiles(gitDir: string, under = 'refs'): Promise<Record<string, string> | undefined> {
  if (existsSync(join(gitDir, 'reftable'))) return undefined;
  // The refs' own files are read first, because git packs a ref before it deletes that file. If git deletes a folder
  // meanwhile, the whole reading fails.
  const names = await readdir(join(gitDir, under), { recursive: true }).catch(() => undefined);
  const own = names
    ?.filter((name) => !name.endsWith('.lock'))
    .flatMap((name): [string, string][] => {
      const text = name.includes('\ufffd') ? UNREADABLE : textOf(join(gitDir, under, name));
      return text === undefined ? [] : [[`${under}/${name}`, text.trim()]];
    });
  const all = textOf(join(gitDir, 'packed-refs')) ?? '';
  if (!own?.every(([ref]) => PLAIN_NAME.test(ref)) || all === UNREADABLE) return undefined;
  const packed = all.matchAll(/^([0-9a-f]{40,64}) (refs\/.+)$/gm);
  const refs = new Map<string, string>();
  for (const [, commit = '', ref = ''] of packed) if (ref.startsWith(`${under}/`)) refs.set(ref, commit);
  for (const [ref, text] of own) if (COMMIT.test(text)) refs.set(ref, text);
  for (const [ref, text] of own) {
    if (COMMIT.test(text)) continue;
    const commit = text.startsWith('ref: ') ? refs.get(text.slice('ref: '.length)) : undefined;
    if (commit === undefined) return undefined;
    refs.set(ref, commit);
  }
  return Object.fromEntries([...refs].sort());
}

const PACKED_LINE = /^(?:([0-9a-f]{40}|[0-9a-f]{64}) (refs\/.+)|\^[0-9a-f]{40,64}|# pack-refs .*)$/;

/**
 * Returns the refs of a git folder that have a log but cannot be read, by ref: a crash or a cleaner can destroy the packed
 * refs, or a ref's own file. Git would show nothing of them. Each has the newest commit that exists, or an annotated tag
 * its newest tag object.
 * @param store a repository of Backlog with ids of the same kind. Git reads the folder's objects with its settings
 */
export async function lostRefs(gitDir: string, store: string): Promise<Map<string, string>> {
  if (existsSync(join(gitDir, 'reftable'))) return new Map();
  const lines = packedLines(textOf(join(gitDir, 'packed-refs')) ?? '');
  const packed = new Set(lines.flatMap((line) => line?.[2] ?? []));
  const isThere = (ref: string) => {
    const own = ownFile(gitDir, ref);
    // Git reads no packed ref behind a broken file.
    return own === undefined ? packed.has(ref) : own;
  };
  const isBelow = (ref: string) => {
    const parts = ref.split('/');
    return parts.slice(2).some((_, n) => isThere(parts.slice(0, n + 2).join('/')));
  };
  const found = await loggedRefs(gitDir, (ref) => !isThere(ref) && !isBelow(ref));
  if (found.size === 0) return new Map();
  // Git has no ref above or below another one.
  const below = [...packed, ...(await ownFiles(gitDir)).filter(isThere)];
  const logged = [...found].filter(([ref]) => !below.some((one) => one.startsWith(`${ref}/`)));
  const all = [...new Set(logged.flatMap(([, commits]) => commits))];
  const objects = join(gitDir, 'objects');
  const existing = await objectTypes(store, all, { objects, codes: MAY_FAIL });
  return new Map(
    logged.flatMap(([ref, commits]) => {
      const fits = ref.startsWith('refs/heads/') ? ['commit'] : ['commit', 'tag'];
      const object = commits.find((one) => fits.includes(existing.get(one) ?? ''));
      return object === undefined ? [] : [[ref, object] as const];
    }),
  );
}

/** Lists the refs that have their own files. Follows no links. */
async function ownFiles(gitDir: string): Promise<string[]> {
  const files = (await realEntries(join(gitDir, 'refs'))).filter(({ kind }) => kind === 'file');
  return files.map(({ path }) => relative(gitDir, path)).filter((ref) => !ref.endsWith('.lock'));
}

/** Returns whether git reads a ref from its own file, or may do so; false for a broken file, undefined without one. */
function ownFile(gitDir: string, ref: string): boolean | undefined {
  const text = textOf(join(gitDir, ref))?.trim();
  if (text === undefined) return undefined;
  return text === UNREADABLE || text.startsWith('ref: ') || COMMIT.test(text);
}

/**
 * Returns packed refs to write if git refuses those of a git folder, or lacks refs whose logs are there: after a crash, one
 * broken line stops every git command. Contains the readable lines and the {@link lostRefs}.
 * @returns undefined if git can read all refs
 */
export async function unbrokenRefs(gitDir: string, store: string): Promise<string | undefined> {
  const file = join(gitDir, 'packed-refs');
  const text = textOf(file);
  if (text === UNREADABLE) return undefined;
  const lines = packedLines(text ?? '');
  const isWhole = text === undefined ? !existsSync(file) : text === '' || isWholeText(text, lines);
  const lost = await lostRefs(gitDir, store);
  if (isWhole && lost.size === 0) return undefined;
  const isKept = (ref: string) => isSafe(ref) && !lost.has(ref);
  const refs = lines.flatMap((line) => (line?.[2] && isKept(line[2]) ? [`${line[1]} ${line[2]}\n`] : []));
  const more = Array.from(lost, ([ref, commit]) => `${commit} ${ref}\n`);
  return [...new Set([...refs, ...more])].join('');
}

const packedLines = (text: string) => text.split('\n').map((line) => PACKED_LINE.exec(line));

function isWholeText(text: string, lines: ReturnType<typeof packedLines>): boolean {
  return text.endsWith('\n') && lines.slice(0, -1).every((line) => line !== null);
}

/** Checks that a ref's name stays below `refs`. Git refuses a file with another name. */
const isSafe = (ref: string) => ref.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

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
const UNREADABLE = '?';

function textOf(file: string): string | undefined {
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
