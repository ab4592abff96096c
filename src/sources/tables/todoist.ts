import { dayAt } from '../../domain/date-in-zone.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { fromWall, isZone } from '../../time/zone.ts';
import type { Located } from '../reading/json-file.ts';
import { looseDate, looseMoment } from '../reading/loose-dates.ts';

/** Detects the CSV export of a Todoist project. */
export function isTodoist([first]: readonly Located[]): boolean {
  return first !== undefined && ['TYPE', 'CONTENT', 'INDENT'].every((column) => column in first.value);
}

/** Matches columns that only affect the display of a row. */
const SHOWN = /^(TYPE|INDENT|AUTHOR|DATE_LANG|DEADLINE_LANG|TIMEZONE|DURATION_UNIT|is_collapsed)$/;

/** Converts Todoist rows to tasks: INDENT gives subtasks, words give labels, notes go to the task before. */
export function todoistTasks(located: readonly Located[]): Located[] {
  const tasks: Located[] = [];
  const above: { ref: string; depth: number }[] = [];
  let section: unknown;
  for (const one of located) {
    const { TYPE, CONTENT, INDENT, PRIORITY, DATE: written, DEADLINE, ...rest } = one.value;
    const DATE = inZone(written, rest.TIMEZONE);
    if (one.problem !== undefined) tasks.push(one);
    else if (TYPE === 'section') section = CONTENT;
    else if (TYPE === 'note' && typeof CONTENT === 'string') addNote(tasks.at(-1), CONTENT);
    else if (TYPE === 'task') {
      const depth = Math.max(1, Number(INDENT) || 1);
      const ref = `line ${one.place.line}`;
      // A row may be several levels deeper than the one before it. The next row as deep as it is its sibling.
      while (above.length > 0 && above.at(-1)!.depth >= depth) above.pop();
      const parent = above.at(-1)?.ref;
      const [title, labels] = withoutLabels(String(CONTENT ?? ''));
      const others = Object.entries(rest).filter(
        ([column, value]) =>
          value !== null && (!SHOWN.test(column) || (column === 'DURATION_UNIT' && rest.DURATION !== null)),
      );
      tasks.push({
        ...one,
        raw: one.value,
        value: {
          ...{
            ref,
            title,
            labels,
            section,
            due: DEADLINE ?? DATE ?? null,
            scheduled: DEADLINE === null || DEADLINE === undefined ? null : (DATE ?? null),
            priority: PRIORITY === '4' ? null : PRIORITY,
          },
          ...(parent === undefined ? {} : { parent }),
          ...Object.fromEntries(others),
        },
      });
      above.push({ ref, depth });
    }
  }
  return tasks;
}

/** Returns a time of day in the zone of its row as an instant. Other values stay, because a day has no zone. */
function inZone(value: unknown, zone: unknown): unknown {
  const text = looseDate(value)?.text ?? '';
  if (!/T\d\d:\d\d(?::\d\d)?$/.test(text) || typeof zone !== 'string' || !isZone(zone)) return value;
  const wall = Date.parse(`${text}Z`);
  return Number.isNaN(wall) ? value : toInstant(fromWall(wall, zone));
}

function addNote(task: Located | undefined, note: string): void {
  if (task) task.value.notes = task.value.notes === undefined ? note : `${task.value.notes}\n\n${note}`;
}

/** Splits a title such as `Buy milk @shop @home` into the text and the labels. */
function withoutLabels(words: string): [title: string, labels: string[]] {
  const labels: string[] = [];
  const title = words.replaceAll(/(?:^|\s)@([\p{L}\p{N}_-]+)(?=\s|$)/gu, (_, label: string) => {
    labels.push(label);
    return '';
  });
  return [title.trim() === '' ? words : title.trim(), labels];
}

/** Detects a backup of TickTick as CSV. */
export function isTickTick([first]: readonly Located[]): boolean {
  return (
    first !== undefined && ['List Name', 'Is Check list', 'Title', 'Status'].every((column) => column in first.value)
  );
}

/** Statuses by TickTick's number. */
const STATUS: Readonly<Record<string, string>> = { 0: 'todo', 1: 'done', 2: 'done', '-1': 'cancelled' };
/** Priorities by TickTick's number, where 5 is the highest and 0 none. */
const PRIORITY: Readonly<Record<string, string | null>> = { 0: null, 1: 'low', 3: 'medium', 5: 'high' };

/** Converts TickTick's numbers to words, and its columns to the names of fields. */
export function tickTickTasks(located: readonly Located[]): Located[] {
  return located.map((one) => {
    if (one.problem !== undefined) return one;
    const { Status, Priority, Content, taskId, parentId, 'List Name': list, ...rest } = one.value;
    for (const name of ['Start Date', 'Due Date'])
      if (/^true$/i.test(String(rest['Is All Day']))) rest[name] = dayIn(rest[name], rest.Timezone);
    const wordOf = (words: Readonly<Record<string, string | null>>, value: unknown) =>
      typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : value;
    const value = {
      ...{ id: taskId, status: wordOf(STATUS, Status), priority: wordOf(PRIORITY, Priority) },
      ...{ description: typeof Content === 'string' ? Content.replaceAll(/\r\n?/g, '\n') : Content },
      ...{ parent: parentId, project: list },
      ...rest,
    };
    return { ...one, raw: one.value, value };
  });
}

/** Returns the day that TickTick writes as its midnight in the zone of the row. */
function dayIn(value: unknown, zone: unknown): unknown {
  const at = looseMoment(value);
  return at !== undefined && typeof zone === 'string' && isZone(zone) ? dayAt(fromInstant(at), zone) : value;
}
