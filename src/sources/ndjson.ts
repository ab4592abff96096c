import { BACKLOG } from './backlog.ts';
import { isLines, readJsonLines } from './reading/json-file.ts';
import { readingOf } from './rows.ts';
import type { Format } from './source.ts';

/** One task of ours per line. */
export const NDJSON: Format = {
  name: 'ndjson',
  title: 'Backlog as lines of JSON',
  takes: 'a file with one task per line',
  remarks: ['The same as `backlog`, one task per line.'],
  detect: (given) => !given.folder && isLines(given.text(given.files()[0]!)),
  read: async (given) => {
    const [file] = given.files() as [string];
    return readingOf(readJsonLines(given.text(file), file), BACKLOG);
  },
  write: BACKLOG.write,
  print: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
};
