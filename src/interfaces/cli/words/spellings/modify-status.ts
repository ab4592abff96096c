import { shellWord } from '../../../../base/shell-word.ts';
import { isIds } from '../../../../commands/task/select-words.ts';
import { BOARD_COLUMNS } from '../../../../domain/board-columns.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { statusWord } from '../../../../domain/fields/words-elsewhere.ts';
import { looseStatus } from '../../../../sources/reading/loose-values.ts';
import { type Clock, resolveDate } from '../../../../time/index.ts';
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

/** Words of an end without a result that no table of states has. */
const DROPPED =
  /^(?:(?:is )?(?:not|no longer) (?:needed|relevant|doing)(?: any ?more)?|can(?:no|'?)t (?:fix|reproduce)|won'?t|invalid|declined|dropped|stale|dupe?|out of scope|works as (?:designed|intended)|duplicate of #?\d+)$/;

/** Words before an ending: `done 2 as wontfix`, `close 2 because it is obsolete`. */
const BEFORE = /^(?:as|with|because|reason:?|resolution:?|status:?|it'?s|it is) /i;

/** Checks whether a text says that a task ends without a result: `wontfix`, `not planned`, `cancelled`, `as duplicate`. */
export function isDropped(text: string): boolean {
  const bare = text.toLowerCase().replaceAll(/[-_]+/g, ' ').replace(BEFORE, '').replace(BEFORE, '');
  return DROPPED.test(bare) || looseStatus(bare.replace(/^wont /, "won't "))?.status === 'deleted';
}

/**
 * Returns the line for tasks that end with a text. A task without a result is deleted, and a coming date is not its end: no
 * such line completes it.
 * @param clock tells a coming date from a passed one
 */
export function endingLine(ids: string, text: string, clock: Clock): string {
  const note = `annotate ${ids} ${shellWord(text)}`;
  if (isDropped(text)) return `${note} && backlog delete ${ids}`;
  const said = text.replace(/^(?:by|on|until|till|at|for) /i, '');
  const date = resolveDate(said, clock);
  if (date.ok && date.at > clock.now) return `modify ${ids} --due ${shellWord(said)}`;
  return `${note} && backlog done ${ids}`;
}
