import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import { BACKLOG } from '../backlog.ts';
import { readByHand } from '../by-hand/by-hand.ts';
import type { Given } from '../reading/given.ts';
import { isLines, readJsonLines } from '../reading/json-file.ts';
import type { TaskFormat } from '../source.ts';

/** Backlog's own export with one task per line. */
export const NDJSON: TaskFormat = {
  name: 'ndjson',
  title: FORMAT_TITLES.ndjson,
  takes: 'a file with one task per line',
  remarks: ['The same as `backlog`, one task per line.'],
  oneFile: /\.(ndjson|jsonl)$/i,
  detect: (given) => !given.folder && (isNothing(given) || isLines(given.text(given.files()[0]!))),
  takesMap: true,
  read: async (given, { map = new Map(), progress }) => {
    const [file] = given.files() as [string];
    const located = readJsonLines(given.text(file), file);
    const reading = await readByHand(located, { kind: 'json', map, title: 'JSON', progress });
    return reading.rows.length > 0 ? reading : { ...reading, left: [`${file}: no tasks`] };
  },
  write: BACKLOG.write,
  print: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
};

/** Checks whether a file is the export of an empty queue. */
function isNothing(given: Given): boolean {
  return /\.(ndjson|jsonl)$/i.test(given.name) && given.text(given.files()[0]!).trim() === '';
}
