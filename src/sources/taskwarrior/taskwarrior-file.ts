import { locateTasks } from '../json/json.ts';
import type { Given } from '../reading/given.ts';
import { isLines, readJsonLines } from '../reading/json-file.ts';
import { readingOf } from '../rows.ts';
import type { TaskFormat } from '../source.ts';
import { TASKWARRIOR } from './taskwarrior.ts';

/** Output of `task export`: an array, or one task per line (`rc.json.array=off`). */
export const TASKWARRIOR_FILE: TaskFormat = {
  name: 'taskwarrior',
  title: 'Taskwarrior',
  takes: 'what `task export` writes',
  remarks: [
    'Attributes of its user (UDAs) stay in `extra` and go back. What its tasks do not have goes along in attributes that begin with `backlog_`, and is there again when it comes back.',
    'What Taskwarrior itself changes of what it imports: it sorts tags, dependencies and notes (here they keep their order), gives notes of the same second the seconds behind it, and keeps six places of a number of an attribute that it does not know, which it then exports as a text (`"2.500000"` comes in as a number).',
    'Recurring tasks go both ways with their instances. What else differs: [coming from Taskwarrior](../migrate/coming-from-taskwarrior.md).',
  ],
  detect: (given) => !given.folder && /"(entry|due|modified)":\s*"\d{8}T\d{6}Z"/.test(given.text(given.files()[0]!)),
  read: async (given) => readingOf(located(given), TASKWARRIOR),
  write: TASKWARRIOR.write,
  lacks: ['annotations.id', 'annotations.actor'],
};

/** Control characters that Taskwarrior 2.6 writes unescaped, which JSON doesn't allow. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const RAW = /[\u0001-\u0008\v\f\u000e-\u001f]/g;

function located(given: Given) {
  const [file] = given.files() as [string];
  const text = given.text(file).replace(RAW, (character) => JSON.stringify(character).slice(1, -1));
  return isLines(text) ? readJsonLines(text, file) : locateTasks(text, file);
}
