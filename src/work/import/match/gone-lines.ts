import { clip } from '../../../base/clip.ts';
import { callOf, quotedCall, type Reader } from '../../../domain/calls/door.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { TaskRow } from '../../../sources/index.ts';
import type { WithoutLine } from '../import-row.ts';
import { idsText } from './archived.ts';
import type { TaskOrigin } from './source-key.ts';

/**
 * Finds the tasks of a file's list that no row matches. They stay in the list, also under its new name. A line that
 * another checkout had isn't gone: this file may be older.
 * @param list the file's name
 */
export function tasksWithoutLine(
  rows: readonly TaskRow[],
  { adopted, list, checkout }: { adopted: ReadonlyMap<string, Task>; list: string; checkout: string },
): WithoutLine {
  const found: WithoutLine = { gone: [], origins: new Map() };
  const matched = new Set(rows.map(({ known }) => known.uuid));
  const isPlan = rows.length > 0 && rows.every(({ byHand }) => byHand === undefined || byHand.words === true);
  for (const task of new Set(adopted.values())) {
    if (matched.has(task.uuid)) continue;
    const { source } = task as { source: TaskOrigin };
    const isGone = isPlan && !source.gone && source.checkout === checkout;
    if (isGone) found.gone.push(task);
    const was = [...(source.was ?? []).filter((one) => one !== source.list), source.list!];
    const moved = source.list === undefined || source.list === list ? {} : { list, was };
    if (isGone || moved.list !== undefined)
      found.origins.set(task.uuid, { ...source, ...moved, ...(isGone ? { gone: true } : {}) });
  }
  found.gone.sort((one, other) => one.id - other.id);
  return found;
}

/**
 * Returns the message about lines that are gone. If one line is gone and one new task is at its place, its words may
 * have changed.
 * @param rows the rows of the file, in its order
 * @param added the new tasks
 */
export function goneText(
  gone: readonly Task[],
  {
    rows,
    onlyOpen,
    added,
    taskOf,
    reader,
  }: {
    rows: readonly TaskRow[];
    onlyOpen: true | undefined;
    added: readonly Task[];
    taskOf(uuid: string): Task | undefined;
    reader: Reader;
  },
): string | undefined {
  const [first] = gone;
  if (first === undefined) return undefined;
  const open = onlyOpen ? gone.filter(isOpen).map(({ id }) => id) : [];
  const done =
    open.length === 0
      ? ''
      : `; a done task has no line in this format: ${quotedCall(reader, 'task_done', open.join(','))}`;
  if (gone.length > 1)
    return `the lines of tasks ${idsText(gone.map(({ id }) => id))} are gone; the tasks stay as they are${done}`;
  const said = `the line of task ${first.id} (${clip(first.description, 60)}) is gone`;
  const [heir] = added;
  if (added.length !== 1 || !isAtPlace(first, heir!, { rows, taskOf }))
    return `${said}; the task stays as it is${done}`;
  const call = isOpen(first)
    ? callOf(reader, 'task_delete', String(first.id))
    : callOf(reader, first.status === 'deleted' ? 'task_delete' : 'task_done', String(heir!.id));
  return `${said}, and task ${heir!.id} (${clip(heir!.description, 60)}) is at its place; if only the words changed: \`${call}\``;
}

/** Checks whether the new task is between the neighbours that the other one had, whose numbers tell their order. */
function isAtPlace(
  { id }: Task,
  heir: Task,
  { rows, taskOf }: { rows: readonly TaskRow[]; taskOf(uuid: string): Task | undefined },
): boolean {
  const at = rows.findIndex(({ known }) => known.uuid === heir.uuid);
  const idAt = (index: number) => taskOf(String(rows[index]?.known.uuid))?.id;
  const [before = 0, after = Number.POSITIVE_INFINITY] = [idAt(at - 1), idAt(at + 1)];
  return at >= 0 && before < id && id < after;
}
