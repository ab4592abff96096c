import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import { locateTasks } from '../json/json.ts';
import type { Given } from '../reading/given.ts';
import { isLines, readJsonLines } from '../reading/json-file.ts';
import { readingOf } from '../rows.ts';
import type { TaskFormat } from '../source.ts';
import { TASKWARRIOR } from './taskwarrior.ts';

/** Output of `task export`: an array, or one task per line (`rc.json.array=off`). */
export const TASKWARRIOR_FILE: TaskFormat = {
  name: 'taskwarrior',
  title: FORMAT_TITLES.taskwarrior,
  takes: 'what `task export` writes',
  remarks: [
    'User-defined attributes (UDAs) stay in `extra` and are exported again. Fields that Taskwarrior lacks are exported as attributes that begin with `backlog_`, and imported again.',
    'Taskwarrior itself changes imported tasks: it sorts tags, dependencies and notes, and gives notes of the same second later seconds. It keeps six places of a number in an unknown attribute and exports it as a text. Backlog imports `"2.500000"` as a number.',
    'Recurring tasks are imported and exported with their instances. For other differences, see [Coming from Taskwarrior](../migrate/coming-from-taskwarrior.md).',
  ],
  oneFile: /\.(json|ndjson)$/i,
  detect: (given) =>
    !given.folder && /^\s*[[{].*?"(entry|due|modified)":\s*"\d{8}T\d{6}Z"/s.test(given.text(given.files()[0]!)),
  read: async (given) => readingOf(located(given), TASKWARRIOR),
  write: TASKWARRIOR.write,
  lacks: ['annotations.id', 'annotations.actor'],
};

/** Matches control characters that Taskwarrior 2.6 writes unescaped, which JSON doesn't allow. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds these characters
const RAW = /[\u0001-\u0008\v\f\u000e-\u001f]/g;

function located(given: Given) {
  const [file] = given.files() as [string];
  const text = given.text(file).replace(RAW, (character) => JSON.stringify(character).slice(1, -1));
  return isLines(text) ? readJsonLines(text, file) : locateTasks(text, file);
}
