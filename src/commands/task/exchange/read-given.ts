import { present } from '../../../base/present.ts';
import { bytesOfBase64 } from '../../../domain/calls/base64.ts';
import { refuse } from '../../../domain/errors.ts';
import { toInstant } from '../../../domain/instant.ts';
import {
  detectSource,
  formatOf,
  GIVEN_ROWS,
  type Given,
  givenFiles,
  givenPath,
  locateRows,
  MOVE_WHOLE,
  type ReadRows,
  ROW_NAMES,
  readingOf,
  textOfGiven,
} from '../../../sources/index.ts';
import type { AllowedPath } from '../../../work/paths/named-path.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** What the caller of an import gave: rows, a file or folder, or files with their bytes. */
export interface Asked {
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
  { tasks, from, files, format, list, map }: Asked,
): Promise<{ source: string; reading: ReadRows; named?: AllowedPath }> {
  if ([tasks, from, files].filter((each) => each !== undefined).length !== 1)
    refuse('usage', 'expected rows (tasks), a file or folder (from), or files with their bytes (files)', {
      hint: 'Give a file: `backlog import FILE`. FILE may be - for standard input.',
    });
  if (tasks) {
    const source = detectSource(tasks);
    return { source: source.name, reading: readingOf(locateRows(tasks), source) };
  }
  const named = from === undefined ? undefined : context.files.get(from);
  const given = files ? sentFiles(files) : named ? givenPath(named.said, named.file) : textOfGiven(from!, 'the text');
  const found = formatOf(given, format);
  if (map !== undefined && !found.takesMap)
    refuse('usage', `map does not apply: ${given.name} is read as ${found.title}, whose fields are known`, {
      hint: 'Leave out map, or give the format of a table: csv, ndjson, backlog.',
    });
  const at = { now: toInstant(context.clock.now), map: fieldMap(map ?? []), said: format !== undefined };
  const reading = await found.read!(given, at);
  reading.title ??= found.title;
  if (reading.rows.length > GIVEN_ROWS)
    refuse('usage', `${given.name} has ${reading.rows.length} rows; at most ${GIVEN_ROWS} are imported at once`, {
      hint: MOVE_WHOLE,
    });
  if (list !== undefined && reading.bySource)
    for (const { known } of reading.rows) if (known.source) known.source = { ...(known.source as object), list };
  reading.origin = present({
    said: list,
    file: named?.file,
    path: named?.said,
    sent: files === undefined ? undefined : given.name,
  });
  for (const file of given.left()) reading.left.push(`${file}: a link, or not a regular file`);
  return { source: found.name, reading, ...present({ named }) };
}

/** Reads the files that a caller sent. */
function sentFiles(files: NonNullable<Asked['files']>): Given {
  const read = new Map(files.map(({ path, content }) => [path, bytesOfBase64(content, `files ${path}`)]));
  return givenFiles('the folder', read);
}

/** Reads pairs such as `Title=description`: a column and its field. A column with an empty field is ignored. */
function fieldMap(map: readonly string[]): Map<string, string> {
  const fields = [...new Set([...ROW_NAMES, 'id', 'url'])];
  return new Map(
    map.map((one): [string, string] => {
      const [, column, field] = /^(.*\S)\s*=\s*(\S*)\s*$/s.exec(one.trim()) ?? [];
      if (column === undefined || (field !== '' && !fields.includes(field!)))
        refuse('usage', `map: expected COLUMN=FIELD, received ${JSON.stringify(one)}`, {
          hint: `Fields: ${fields.join(', ')}. Without a field, the column is dropped.`,
          data: { field: 'map', received: one },
        });
      return [column!.toLowerCase(), field!];
    }),
  );
}
