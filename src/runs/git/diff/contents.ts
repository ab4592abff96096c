import { IMPORT_WORDS } from '../../../domain/risk/acts/imported-tests.ts';
import { contentsIn } from '../call/batch.ts';
import type { RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { bytePath, pathText, splitPaths } from './path-text.ts';

/** A file in a commit, by its path in the form of `Changed`. */
export interface FileName {
  commit: string;
  path: string;
  /** The object to read instead, such as the content before a filter. */
  object?: string | undefined;
}

export interface FileContent {
  /** Size in bytes. */
  bytes: number;
  /** The text. Undefined for a binary file, and for one beyond the limits. */
  text?: string;
}

/** Maximum size in bytes of a file whose content is read, and of all together. */
const MOST = { file: 524_288, all: 8 * 1_048_576, list: 16 * 1_048_576 } as const;

/**
 * Reads files of commits of the private copy in two git processes: first their sizes, then what is within the limits.
 * @returns undefined for each name that is no file
 */
export async function contentsAt(place: RunsPlace, names: readonly FileName[]): Promise<(FileContent | undefined)[]> {
  if (names.length === 0) return [];
  const sizes = await inStore(place, ['cat-file', '--batch-check=%(objecttype) %(objectsize)', '-z'], {
    input: inputOf(names),
  });
  const rows = sizes.out.toString('latin1').split('\n');
  const found = names
    .map((_, i) => /^blob (\d+)$/.exec(rows[i] ?? '')?.[1])
    .map((size) => (size === undefined ? undefined : Number(size)));
  let left: number = MOST.all;
  const read = names.filter((_, i) => {
    const size = found[i] ?? Number.POSITIVE_INFINITY;
    if (size > MOST.file || size > left) return false;
    left -= size;
    return true;
  });
  const { out } = await inStore(place, ['cat-file', '--batch', '-z'], { input: inputOf(read) });
  const contents = contentsIn(out);
  const texts = new Map(read.map((name, i) => [name, contents[i]]));
  return names.map((name, i) => {
    const [bytes, content] = [found[i], texts.get(name)];
    if (bytes === undefined) return undefined;
    return content === undefined || content.includes(0) ? { bytes } : { bytes, text: content.toString() };
  });
}

const inputOf = (names: readonly FileName[]): Buffer =>
  Buffer.concat(
    names.map(({ commit, path, object = `${commit}:${bytePath(path)}` }) => Buffer.from(`${object}\0`, 'latin1')),
  );

/** Lists the paths of a commit's files, in the form of `Changed`. Undefined for a very long list. */
export async function pathsAt(place: RunsPlace, commit: string): Promise<string[] | undefined> {
  const { out, cut } = await inStore(place, ['ls-tree', '-r', '--name-only', '-z', commit], { limit: MOST.list });
  return cut ? undefined : splitPaths(out).map(pathText);
}

/**
 * Lists the files of a commit that have a line of an import with one of these names, and those of C# with the name alone,
 * which need no import. Paths are in the form of `Changed`.
 */
export async function pathsNaming(place: RunsPlace, commit: string, names: readonly string[]): Promise<string[]> {
  const words = [...new Set(names)].filter((name) => /^[\w.-]+$/.test(name)).map((name) => name.replace(/\./g, '[.]'));
  if (words.length === 0) return [];
  const named = `[^A-Za-z0-9_](${words.join('|')})([^A-Za-z0-9_]|$)`;
  const search = async (pattern: string, ...paths: string[]) => {
    const args = ['grep', '-z', '-l', '-I', '-E', '-e', pattern, commit, ...(paths.length > 0 ? ['--', ...paths] : [])];
    const { out } = await inStore(place, args, { codes: [0, 1], limit: MOST.list });
    return splitPaths(out).map((line) => pathText(line.slice(commit.length + 1)));
  };
  const found = await Promise.all([
    search(`(^|[^A-Za-z0-9_])${IMPORT_WORDS}[^A-Za-z0-9_].*${named}`),
    search(named, '*.cs'),
  ]);
  return [...new Set(found.flat())];
}

/** Maximum size of a file in bytes. The rest of a larger file is not read. */
const MOST_BLOB = 16 * 1024 * 1024;

/**
 * Reads a file in a commit of the private copy.
 * @returns undefined if the file does not exist, is binary or longer than {@link MOST_BLOB}
 */
export async function blobAt(place: RunsPlace, commit: string, path: string): Promise<Buffer | undefined> {
  const read = await beginningAt(place, commit, path);
  return read?.cut ? undefined : read?.out;
}

async function beginningAt(place: RunsPlace, commit: string, path: string) {
  const read = await inStore(place, ['cat-file', 'blob', `${commit}:${path}`], { codes: [0, 128], limit: MOST_BLOB });
  return read.code !== 0 || read.out.includes(0) ? undefined : read;
}

/**
 * Reads the lines of a file in a commit of the private copy.
 * @returns undefined if the file does not exist or is binary
 */
export async function linesAt(place: RunsPlace, commit: string, path: string): Promise<string[] | undefined> {
  const lines = (await beginningAt(place, commit, path))?.out.toString().split('\n');
  if (lines?.at(-1) === '') lines.pop();
  return lines?.map((line) => line.replace(/\r$/, ''));
}
