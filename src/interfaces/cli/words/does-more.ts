import type { CommandRow } from '../../../commands/index.ts';

/** Commands whose effect is hard to take back, or costs money. */
const ACTS = /^(?:run_(?:approve|discard|start|retry|revert|push)|task_(?:done|delete|archive|purge))$/;

/** Matches flags that make a line do less, do it later, or ask first. */
const HOLDS_BACK =
  /^--?(?:n|i|dry[-_]?run|dry|what[-_]?if|preview|simulate|trial|no[-_]?(?:act|op)|noop|just[-_]?print|interactive|ask|confirm|prompt|limit|first|rows?|only|except|exclude|skip|not|without|filter|if|when|unless|new[-_]only)(?![a-z])/;

/**
 * Checks whether a line without these words would do more than was meant: it lacks a trial or a limit, or any word of an
 * act. Nobody should read such a line.
 */
export function doesMore({ name, access }: Pick<CommandRow, 'name' | 'access'>, leftOut: readonly string[]): boolean {
  if (access.effect === 'read' || leftOut.length === 0) return false;
  return ACTS.test(name) || leftOut.some((word) => HOLDS_BACK.test(word));
}
