import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { isDottedRange, isIds } from '../../../commands/task/select-words.ts';
import { flagIn, isShort } from './global-flags.ts';

/** Commands whose effect is hard to take back, or costs money. */
const ACTS = /^(?:run_(?:approve|discard|start|retry|revert|push)|task_(?:done|delete|archive|purge))$/;

/** Matches flags that ask for a trial. */
const TRIES =
  /^--?(?:dry[-_]?run|dry|what[-_]?if|preview|simulate|trial|no[-_]?(?:act|op)|noop|just[-_]?print)(?![a-z])/;

/** Matches other flags that make a line do less, do it later, or ask first. */
const LIMITS =
  /^--?(?:n|i|interactive|ask|confirm|prompt|limit|first|rows?|only|except|exclude|skip|not|without|filter|if|when|unless|new[-_]only)(?![a-z])/;

/** Matches flags that limit what runs may cost, or how long or how many they are. */
const SPENDING = /^--?(?:max(?:imum)?|budget|costs?|timeout|minutes|hours|usd|spend)(?![a-z])/;

/** Words of a condition, or of an exception. */
const CONDITION = /^(?:if|unless|when|once|only|except|without|but)$/i;

/**
 * Checks whether a line without these words would do more than was meant: it lacks a trial or a limit, or any word of an
 * act. Nobody should read such a line.
 */
export function doesMore({ name, access }: Pick<CommandRow, 'name' | 'access'>, leftOut: readonly string[]): boolean {
  if (access.effect === 'read' || leftOut.length === 0) return false;
  return ACTS.test(name) || leftOut.some((word) => TRIES.test(word) || LIMITS.test(word));
}

/**
 * Returns the words of a line that name tasks or runs, and that another line lacks. A number counts wherever the other
 * line has it: `#2` is `2`, and `2..4` is `2-4`.
 */
export function lostIds(line: string, words: readonly string[]): string[] {
  const numbers = new Set(line.match(/\d+/g));
  return words.filter((word) => {
    const own = word.match(/\d+/g);
    return isNamed(word) && !(own ? own.every((one) => numbers.has(one)) : line.includes(word));
  });
}

const isNamed = (word: string) => isIds(word) || isDottedRange(word) || /^r\d+$/i.test(word);

/**
 * Returns the words of a line that hold it back, and that another line lacks. A limit or a time can be in other words.
 * @param spends whether the other line starts agents, whose cost the words can limit
 */
export function lostLimits(line: string, words: readonly string[], spends = false): string[] {
  const has = (word: string | undefined) => word !== undefined && word !== '' && line.includes(shellWord(word));
  // `2 at once` is a limit.
  const isCondition = (word: string, at: number) => CONDITION.test(word) && words[at - 1] !== 'at';
  const condition = words.findIndex((word, at) => at > 0 && isCondition(word, at) && !has(word));
  return words.filter((word, at) => {
    if (condition >= 0 && at >= condition) return true;
    if (has(word)) return false;
    if (TRIES.test(word)) return !line.includes('--dry-run');
    const next = words[at + 1] ?? '-';
    const value = flagIn(word)?.inline ?? (flagIn(next) || isShort(next) ? undefined : next);
    return (LIMITS.test(word) || (spends && SPENDING.test(word))) && !has(value);
  });
}
