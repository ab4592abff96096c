import { counted } from '../../../base/amounts.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { callOf, type Reader } from '../../../domain/calls/door.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { ReadRows } from '../../../sources/index.ts';

/** Rows that change nothing, because the last import has seen newer ones. */
export interface OldRows {
  /** Tasks with the fields whose values are older than the last import. */
  older: { task: Task; fields: string[] }[];
  /** Closed tasks that are open in this checkout, and were closed in another one. */
  stillOpen: Task[];
}

/** Maximum number of tasks in a message. */
const NAMED = 10;

/** Returns a message for each kind of old rows, with their tasks and the command that takes the rows. */
export function oldTexts(
  { older, stillOpen }: OldRows,
  { origin }: Pick<ReadRows, 'origin'>,
  reader: Reader,
): string[] {
  const again = callOf(reader, 'task_import', `${inCall(reader, origin?.path)}--theirs`);
  const texts: string[] = [];
  if (older.length > 0)
    texts.push(
      `${counted(older.length, 'row')} ${older.length === 1 ? 'is' : 'are'} older than the last import and left out (${listed(older.map(({ task, fields }) => `task ${task.id}: ${fields.join(', ')}`))}); \`${again}\` takes ${older.length === 1 ? 'it' : 'them'}`,
    );
  if (stillOpen.length > 0) {
    const names = listed(stillOpen.map(({ id }) => String(id)));
    texts.push(
      stillOpen.length === 1
        ? `task ${names} is open in this worktree or branch, and closed in another one; it stays closed (\`${again}\` reopens it)`
        : `tasks ${names} are open in this worktree or branch, and closed in another one; they stay closed (\`${again}\` reopens them)`,
    );
  }
  return texts;
}

function inCall({ door }: Reader, path: string | undefined): string {
  return door === 'cli' && path !== undefined ? `${shellWord(path)} ` : '';
}

function listed(names: readonly string[]): string {
  return names.slice(0, NAMED).join('; ') + (names.length > NAMED ? `; … and ${names.length - NAMED} more` : '');
}
