import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ownProperty } from '../../../base/own-property.ts';
import { present } from '../../../base/present.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { bytesOfBase64 } from '../../../domain/calls/base64.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { FIELD_WORDS } from '../../../domain/fields/words-elsewhere.ts';
import { toInstant } from '../../../domain/instant.ts';
import {
  codePageIn,
  detectSource,
  formatOf,
  GIVEN_ROWS,
  type Given,
  givenFiles,
  givenPath,
  locateRows,
  MOVE_WHOLE,
  onlyPlanIn,
  type ReadRows,
  ROW_NAMES,
  readingOf,
  type TaskFormat,
  textOfGiven,
} from '../../../sources/index.ts';
import type { AllowedPath } from '../../../work/paths/named-path.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { descriptionsIn, editedRows } from './compared-files.ts';
import { oneAfterTheOther, refuseMissingFile, refuseNone } from './missing-file.ts';

/** What the caller of an import gave: rows, a file or folder, or files with their bytes. */
export interface GivenInput {
  tasks?: Record<string, unknown>[] | undefined;
  from?: string | undefined;
  files?: { path: string; content: string }[] | undefined;
  format?: string | undefined;
  list?: string | undefined;
  map?: string[] | undefined;
}

/** Reads the rows that the caller gave. @throws BacklogError for a wrong call or a file that can't be read */
export async function readGiven(
  context: Context,
  { tasks, from, files, format, list, map }: GivenInput,
): Promise<{ source: string; reading: ReadRows; named?: AllowedPath }> {
  if ([tasks, from, files].filter((each) => each !== undefined).length !== 1) refuseNone(context);
  // An empty path would be the folder of the caller.
  if (from?.trim() === '') refuseNone(context, 'the text to import is empty');
  if (tasks) {
    const source = detectSource(tasks);
    return { source: source.name, reading: readingOf(locateRows(tasks), source) };
  }
  const named = from === undefined ? undefined : context.files.get(from);
  if (named && !existsSync(named.file)) refuseMissingFile(context, named.said);
  const opened = files ? sentFiles(files) : named ? givenPath(named.said, named.file) : textOfGiven(from!, 'the text');
  const found = withLine(named, format, () => formatOf(opened, format));
  const file = found.oneFile && opened.folder && !found.detect(opened) ? onlyFile(opened, found, context) : undefined;
  const given = file === undefined ? opened : fileOf(opened, file, named);
  if (map !== undefined && !found.takesMap)
    refuse('usage', `map does not apply: ${given.name} is read as ${found.title}, whose fields are known`, {
      hint: 'Leave out map, or give the format of a table: csv, ndjson, backlog.',
    });
  const at = {
    ...{ now: toInstant(context.clock.now), map: fieldMap(map ?? []), said: format !== undefined },
    ...present({ path: named && (file === undefined ? named.file : join(named.file, file)) }),
    progress: context.caller.progress,
  };
  const read = (given: Given) => found.read!(given, at);
  const reading = await withLine(named, format, () => read(given));
  reading.title ??= found.title;
  if (reading.rows.length > GIVEN_ROWS)
    refuse('usage', `${given.name} has ${reading.rows.length} rows; at most ${GIVEN_ROWS} are imported at once`, {
      hint: MOVE_WHOLE,
    });
  if (list !== undefined && reading.bySource)
    for (const { known } of reading.rows) if (known.source) known.source = { ...(known.source as object), list };
  reading.origin = present({
    said: list,
    file: named && (file === undefined ? named.file : join(named.file, file)),
    path: named?.said,
    sent: files === undefined ? undefined : given.name,
  });
  const path = named && (file === undefined ? named : { ...named, file: join(named.file, file) });
  if (path) {
    reading.isEdited = editedRows(context, path, read);
    reading.descriptionsIn = (other) => descriptionsIn(other, { context, read });
  }
  for (const file of given.left()) reading.left.push(`${file}: a link, or not a regular file`);
  reading.notes = given.files().flatMap((file) => {
    const page = codePageIn(file, () => given.bytes(file));
    return page
      ? [
          `${file} isn't UTF-8 and was read as ${page}, which Excel writes; if letters are wrong, undo the import and save the file as UTF-8`,
        ]
      : [];
  });
  return { source: found.name, reading, ...present({ named }) };
}

/** Adds the line with the format that reads a file to its refusal. */
function withLine<T>(named: AllowedPath | undefined, said: string | undefined, read: () => T): T {
  const told = (error: unknown) => {
    const meant = error instanceof BacklogError && said === undefined ? error.data?.readAs : undefined;
    if (typeof meant !== 'string' || !(error instanceof BacklogError)) return error;
    // A text that was piped in has no word in the line.
    const words = named ? [named.said] : [];
    const slip = { kind: 'instead', words, by: [...words, '--format', meant] };
    return new BacklogError(error.code, error.message, {
      ...present({ hint: error.hint }),
      data: { ...error.data, slip },
    });
  };
  try {
    const reading = read();
    if (!(reading instanceof Promise)) return reading;
    return reading.catch((error: unknown) => Promise.reject(told(error))) as T;
  } catch (error) {
    throw told(error);
  }
}

/**
 * Returns the file of a folder for a format of single files, so that the folder is the same source as its file.
 * @throws BacklogError `usage` if the folder doesn't have exactly one such file
 */
function onlyFile(given: Given, { title, oneFile }: TaskFormat, { caller }: Context): string {
  const plan = onlyPlanIn(given);
  if (plan !== undefined) return plan;
  const fitting = given.files().filter((file) => oneFile!.test(file));
  if (fitting.length === 1) return fitting[0]!;
  const [first] = fitting;
  const call = (file: string) =>
    caller.door === 'cli'
      ? `\`backlog import ${shellWord(`${given.name.replace(/\/+$/, '')}/${file}`)}\``
      : `from: ${given.name}/${file}`;
  return refuse(
    'usage',
    first === undefined
      ? `${given.name} has no file of ${title}`
      : `${given.name} has ${fitting.length} files of ${title}: an import reads one`,
    {
      hint: first === undefined ? 'Name a file.' : oneAfterTheOther(fitting.map(call)),
      data: { received: given.name, found: fitting.slice(0, 20) },
    },
  );
}

/** Opens one file of a folder. */
function fileOf(given: Given, file: string, named: AllowedPath | undefined): Given {
  return named
    ? givenPath(`${named.said.replace(/\/+$/, '')}/${file}`, join(named.file, file))
    : givenFiles(given.name, new Map([[basename(file), given.bytes(file)]]));
}

/** Reads the files that a caller sent. */
function sentFiles(files: NonNullable<GivenInput['files']>): Given {
  const read = new Map(files.map(({ path, content }) => [path, bytesOfBase64(content, `files ${path}`)]));
  return givenFiles('the folder', read);
}

/** Reads pairs such as `Title=description`: a column and its field. A column with an empty field is ignored. */
export function fieldMap(map: readonly string[]): Map<string, string> {
  const fields = [...new Set([...ROW_NAMES, 'id', 'url'])];
  return new Map(
    map.flatMap(severalPairs).map((one): [string, string] => {
      const [, column, said] = /^(.*\S)\s*=\s*(\S*)\s*$/s.exec(one.trim()) ?? [];
      const field = said === undefined ? undefined : (ownProperty(FIELD_WORDS, said) ?? said);
      if (column === undefined || (field !== '' && !fields.includes(field!)))
        refuse('usage', `map: expected COLUMN=FIELD, received ${JSON.stringify(one)}`, {
          hint: `Fields: ${fields.join(', ')}. Without a field, the column is dropped.`,
          data: { field: 'map', received: one, ...pairMeant(one, fields) },
        });
      return [column!.toLowerCase(), field!];
    }),
  );
}

/** Returns the pair that another sign between the two means: `Kunde:project`, `Kunde->project`. */
function pairMeant(said: string, fields: readonly string[]): object {
  const [, column, field = ''] = /^(.*\S)\s*(?::|[-=]>|→)\s*(\w+)\s*$/.exec(said) ?? [];
  const known = ownProperty(FIELD_WORDS, field) ?? field;
  return fields.includes(known) ? { slip: { kind: 'instead', words: [said], by: [`${column}=${field}`] } } : {};
}

/** Splits pairs with commas between them: `name=description,owner=agent`. A column's name may have a comma itself. */
function severalPairs(said: string): string[] {
  const parts = said.split(',');
  return parts.every((part) => /^[^=]*\S\s*=\s*[\w.]*\s*$/.test(part)) ? parts : [said];
}
