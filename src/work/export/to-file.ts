import { stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { shellWord } from '../../base/shell-word.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { givenPath, type TaskFormat } from '../../sources/index.ts';
import { fileNamed, refusePath } from '../paths/allow-path.ts';
import { putInPlace } from '../paths/put-in-place.ts';
import { checkPerson } from '../people/person-acts.ts';
import type { Context } from '../workspace/context.ts';

/** Extensions of common formats that Backlog doesn't write. A file with another unknown extension, or with none, gets JSON. */
const NOT_WRITTEN: ReadonlySet<string> = new Set(
  'org txt tsv yaml yml toml xml html htm xls xlsx ods pdf doc docx odt ics db sqlite zip gz'.split(' '),
);

/** Refuses a file whose name promises a format that Backlog doesn't write. @throws BacklogError `usage` */
export function refuseEnding(path: string, filter: string): void {
  const { dir, name, ext } = parse(path);
  if (!NOT_WRITTEN.has(ext.slice(1).toLowerCase())) return;
  const call = (file: string) =>
    `task_export ${[filter.trim(), '--to', file]
      .filter((word) => word !== '')
      .map(shellWord)
      .join(' ')}`;
  refuse('usage', `can't export to ${path}: Backlog doesn't write ${ext.toLowerCase()} files`, {
    hint: `Choose a name that ends with .json, .ndjson, .csv or .md: \`${call(join(dir, `${name}.md`))}\`. To write JSON under this name: \`${call(path)} --format backlog\``,
    data: { received: path },
  });
}

interface Export {
  path: string;
  text: string;
  /** The text of an export without tasks. */
  empty: string;
  /** The reason for an empty export. Set only if `text` is empty. */
  nothing?: string | undefined;
  format: TaskFormat;
  /** Whether to overwrite any existing file. */
  force: boolean;
  /** The current time, for reading the existing file. */
  now: Instant;
}

/**
 * Writes an export atomically: the file is either complete or unchanged. @returns its path
 * @throws BacklogError `conflict`, unless forced, if the file isn't an earlier export in the same format, or if an
 * empty export would replace one with tasks; `forbidden` if only a person may force
 */
export async function writeExport({ path, text, force, ...known }: Export, context: Context): Promise<string> {
  const named = fileNamed(context, path);
  const { file } = named;
  const there = await stat(file).catch(() => undefined);
  if (there && !there.isFile())
    refuse('usage', `"${path}" is not a regular file`, { hint: 'Give the path of a file.' });
  if (there) {
    const rows = await rowsThere(file, there.size, known);
    if (!force) checkThere(path, rows, known);
    else if (rows === undefined) checkPerson(context, 'files.replace', named.line);
  }
  await putInPlace(named, text, { over: there }).catch((error) => refusePath('write', path, error));
  return file;
}

function checkThere(path: string, rows: number | undefined, { format, nothing }: Pick<Export, 'format' | 'nothing'>) {
  if (rows === undefined) refuseOther(path, format);
  if (rows > 0 && nothing !== undefined)
    refuse('conflict', `${nothing}, and ${path} is an export with tasks`, {
      hint: 'Choose another filter, or overwrite the file with `force: true`.',
    });
}

/** Counts the rows of a Backlog export, with 0 for an empty file. Returns undefined for any other file. */
async function rowsThere(
  file: string,
  size: number,
  { format, empty, now }: Pick<Export, 'format' | 'empty' | 'now'>,
): Promise<number | undefined> {
  if (size === 0) return 0;
  try {
    const given = givenPath(file, file);
    const { rows } = await format.read!(given, { now });
    const isOurs =
      rows.length === 0
        ? given.text(given.files()[0]!).trim() === empty.trim()
        : rows.every(({ known, problems }) => problems.length === 0 && typeof known.uuid === 'string');
    return isOurs ? rows.length : undefined;
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
}

function refuseOther(path: string, { name, title }: TaskFormat): never {
  // A list that a person writes is kept equal to the queue, not overwritten.
  const sync = name === 'markdown' ? ` To keep its lines and the queue equal: \`task_sync ${shellWord(path)}\`` : '';
  return refuse('conflict', `${path} exists and isn't an earlier export (${title})`, {
    hint: `Choose another file, or overwrite it with \`force: true\`.${sync}`,
  });
}
