import { isIds } from '../../../../commands/task/select-words.ts';
import { BOARD_COLUMNS } from '../../../../domain/board-columns.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { statusWord } from '../../../../domain/fields/words-elsewhere.ts';
import type { WrittenFlag } from '../global-flags.ts';
import type { Saying } from '../saying.ts';

/** Returns the line that gives a task a status. Undefined for a status that no line gives, such as the review of a run. */
export function statusLine(status: string): string | undefined {
  const { status: stored, column, term } = statusWord(status) ?? {};
  if (stored === 'deleted') return 'delete $1';
  if (term === '+BLOCKED') return 'block $1 …';
  return column === undefined || column === 'review' ? undefined : `move $1 ${column}`;
}

/** Describes a status that `modify` doesn't set. Undefined for other flags. */
export function statusRefused(
  { name, inline }: WrittenFlag,
  { command, before, behind }: Saying,
): { message: string; hint: string; line: string | undefined } | undefined {
  if (name !== 'status' || command.name !== 'task_modify') return undefined;
  const received = inline ?? behind[0] ?? '';
  const line = statusLine(received);
  const move = callOf('cli', 'task_move', `${before.find(isIds) ?? '12'} progress`);
  return {
    message: `status: expected pending, received ${JSON.stringify(received)}`,
    hint: `${line?.includes('…') ? 'Write the reason at the dots. ' : ''}To move a task on the board, for example: \`${move}\`. Columns: ${BOARD_COLUMNS.join(', ')}.`,
    line,
  };
}
