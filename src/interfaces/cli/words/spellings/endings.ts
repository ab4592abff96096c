import { shellWord } from '../../../../base/shell-word.ts';
import { looseStatus } from '../../../../sources/index.ts';
import { resolveDate } from '../../../../time/index.ts';

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

/** A clock for texts of which only matters whether they are dates, and whether these are to come: each is counted from it. */
export const SOME_TIME = { now: Date.UTC(2026, 0, 15, 12), zone: 'UTC' };

/**
 * Returns the line for tasks that end with a text. A task without a result is deleted, and a coming date is not its end: no
 * such line completes it.
 */
export function endingLine(ids: string, text: string): string {
  const note = `annotate ${ids} ${shellWord(text)}`;
  if (isDropped(text)) return `${note} && backlog delete ${ids}`;
  const said = text.replace(/^(?:by|on|until|till|at|for) /i, '');
  const date = resolveDate(said, SOME_TIME);
  if (date.ok && date.at > SOME_TIME.now) return `modify ${ids} --due ${shellWord(said)}`;
  return `${note} && backlog done ${ids}`;
}
