import { counted, nounFor } from '../../base/amounts.ts';
import { type Door, inputOf } from '../../domain/calls/door.ts';
import { wholeStep } from './cells.ts';
import type { OutputDoc, Section } from './doc.ts';

/** Maximum number of rows of a titled section, and of notes. The last note is often a handoff. */
export const MOST_SHOWN = { rows: 10, notes: 3 } as const;

/** Returns the sentences below the sections that are there. */
export function notesOf({ notes = [] }: OutputDoc): string[] {
  return notes.flatMap((note) => (typeof note === 'object' && note ? wholeStep(note) : (note ?? [])));
}

/** Omits tasks that an earlier section shows, from the sections that want each task once. `most` is its number of rows. */
export function withoutShown(sections: readonly Section[], most: (section: Section) => number): readonly Section[] {
  const shown = new Set<number>();
  return sections.map((section) => {
    if (!('tasks' in section)) return section;
    const tasks = section.once ? section.tasks.filter(({ id }) => !shown.has(id)) : section.tasks;
    for (const { id } of tasks.slice(0, most(section))) shown.add(id);
    return { ...section, tasks, count: section.count && section.count - (section.tasks.length - tasks.length) };
  });
}

/** Returns the total number of rows. */
export function rowCount(section: Section): number {
  return section.count || rowsIn(section).length;
}

/** Returns the rows that the section has, of all that it counts. */
export function rowsIn(section: Section): readonly unknown[] {
  if ('facts' in section) return section.facts;
  if ('notes' in section) return section.notes;
  if ('text' in section) return section.text === '' ? [] : [section.text];
  if ('tasks' in section) return section.tasks;
  if ('lines' in section) return section.lines;
  if ('diff' in section) return section.diff;
  return 'months' in section ? [] : section.rows;
}

/** Returns how many rows a reader gets. A list without a title has as many as its command returned. */
export function mostOf(section: Section): number {
  if ('notes' in section) return MOST_SHOWN.notes;
  const isBounded = section.title !== undefined && !('facts' in section);
  return section.most ?? (isBounded ? MOST_SHOWN.rows : Number.POSITIVE_INFINITY);
}

/** Returns the text of a list without rows. */
export function emptyOf({ empty, noun }: Section): string {
  return empty ?? (noun === undefined ? '' : `No ${nounFor(0, noun)}.`);
}

/** Formats the places of a page's rows, and what shows more: `1-50 of 60 tasks; --cursor 50 shows more`. */
export function placesText(section: Section, door: Door | undefined): string {
  const { page: { from, next, limit } = { from: 0 }, noun = 'row' } = section;
  const [input, value] = next === undefined ? ['limit', limit] : ['cursor', next];
  const places = `${from + 1}-${from + rowsIn(section).length} of ${counted(rowCount(section), noun)}`;
  return value !== undefined ? `${places}; ${inputOf(door, input)} ${value} shows more` : places;
}
