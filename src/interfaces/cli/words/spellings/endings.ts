import { shellWord } from '../../../../base/shell-word.ts';
import { looseStatus } from '../../../../sources/index.ts';
import { type Clock, resolveDate } from '../../../../time/index.ts';

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
