import { isObject } from '../../base/is-object.ts';
import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import { BACKLOG } from '../backlog.ts';
import { handWritten, readByHand } from '../by-hand/by-hand.ts';
import type { Given } from '../reading/given.ts';
import { isLines, type Located, locateAll, readJson, readJsonLines } from '../reading/json-file.ts';
import { refuseFile } from '../reading/row-location.ts';
import type { TaskFormat } from '../source.ts';
import { jsonRowsIn } from './json-rows.ts';
import { isTrello, trelloCards } from './trello.ts';

/** Backlog's own export: an array of tasks, or `{"tasks": […]}`. */
export const JSON_FILE: TaskFormat = {
  name: 'backlog',
  title: FORMAT_TITLES.backlog,
  takes:
    'a file with an array of tasks, or `{"tasks": […]}`; what `gh issue list --json` or `gh project item-list` writes, a board of Trello',
  remarks: [
    'Contains everything, documents included. Tasks get new numbers in another queue. Where rows name each other by number, they mean the numbers of the file.',
  ],
  oneFile: /\.json$/i,
  detect: (given) => !given.folder,
  takesMap: true,
  read: async (given, { map = new Map(), progress }) => {
    const [file] = given.files() as [string];
    const text = given.text(file);
    if (!/^\s*([[{]|$)/.test(text)) refuseText(text, file);
    const whole = readJson(text, file);
    if (isTrello(whole))
      return readByHand(locateAll(trelloCards(whole), file), { kind: 'trello', map, title: 'Trello', progress });
    const { rows, left } = jsonRowsIn(whole, file);
    const reading = await readByHand(locateAll(rows, file), { kind: 'json', map, title: 'JSON', progress });
    reading.left.push(...left);
    if (isObject(whole) && Array.isArray(whole.tasks) && isObject(whole.settings))
      reading.left.push('settings: a person can set them with `backlog config import FILE`');
    return reading;
  },
  write: BACKLOG.write,
  open: async (text, { file }) => {
    const { editRows } = await import('./json-edit.ts');
    const given = text.trim() === '' ? '[]\n' : text;
    const whole = readJson(given, file);
    const list = isObject(whole) ? whole.tasks : whole;
    if (!Array.isArray(list)) refuseFile(file, 'expected an array of tasks, or {"tasks": […]}', 1);
    return {
      rows: handWritten(locateAll(list, file), 'json'),
      edit: (edits) => editRows(given, edits),
    };
  },
};

/** Throws the error about a text that is neither JSON nor another known format. */
function refuseText(text: string, file: string): never {
  const [line = ''] = text.trim().split('\n', 1);
  const isMarkup = /^<|^[\w-]+:\s*$/.test(line);
  return refuseFile(file, `expected JSON, a table or a plan, received ${JSON.stringify(line.slice(0, 40))}`, {
    line: 1,
    hint: isMarkup
      ? 'Save it as CSV or JSON, or as a list with boxes: - [ ] Fix login'
      : 'To take each line as a task: `format: markdown`',
    ...(isMarkup ? {} : { readAs: 'markdown' }),
  });
}

/** Finds the rows of a JSON file: an array, `{"tasks": […]}`, or one object. */
export function locateTasks(text: string, file: string): Located[] {
  const whole = readJson(text, file);
  if (Array.isArray(whole)) return locateAll(whole, file);
  return locateAll(isObject(whole) && Array.isArray(whole.tasks) ? whole.tasks : [whole], file);
}

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
