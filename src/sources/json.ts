import { BACKLOG } from './backlog.ts';
import { type Located, locateAll, readJson } from './reading/json-file.ts';
import { isObject } from './reading/values.ts';
import { readingOf } from './rows.ts';
import type { Format } from './source.ts';

/** Our own export: an array of tasks, or `{"tasks": […]}`. */
export const JSON_FILE: Format = {
  name: 'backlog',
  title: 'Backlog as JSON',
  takes: 'a file with an array of tasks, or `{"tasks": […]}`',
  remarks: [
    'Everything, documents included; numbers (`id`) are given anew elsewhere; where rows name each other by them, those of the file are meant.',
  ],
  detect: (given) => !given.folder,
  read: async (given) => {
    const [file] = given.files() as [string];
    return readingOf(locateTasks(given.text(file), file), BACKLOG);
  },
  write: BACKLOG.write,
};

/** The rows of a JSON file: an array, `{"tasks": […]}`, or one object. */
export function locateTasks(text: string, file: string): Located[] {
  const whole = readJson(text, file);
  if (Array.isArray(whole)) return locateAll(whole, file);
  return locateAll(isObject(whole) && Array.isArray(whole.tasks) ? whole.tasks : [whole], file);
}
