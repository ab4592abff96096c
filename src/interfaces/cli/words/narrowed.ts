import { shellWord, shellWords } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { isSelection } from '../../../commands/task/select-words.ts';
import { plainWords } from './global-flags.ts';
import { lostIn } from './line-places.ts';
import { resolveCommand } from './resolve.ts';
import { RUN_ID } from './spellings/program.ts';

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

/** Checks whether the first words of a command select tasks. Those of `undo` select a change. */
export const selectsTasks = ({ cli }: Pick<CommandRow, 'cli'>): boolean =>
  (cli?.selects !== undefined && cli.selects.field !== 'commit') || cli?.positional?.[0] === 'filter';

/**
 * Returns a suggested line with the words of the typed one that select tasks: without them, the line would change more
 * than these. A line that only reads stays.
 * @returns undefined if the line has no place for them, or lacks a flag that holds it back
 */
export function narrowed(line: string, words: readonly string[]): string | undefined {
  const lost = withheldIn(line, words);
  if (lost.length === 0) return line;
  const [found, other] = commandsIn(line);
  return found && !other && selectsTasks(found) && lost.every(isSelection)
    ? [line, ...lost.map(shellWord)].join(' ')
    : undefined;
}

/**
 * Returns the words that a line which changes something lacks: flags that hold it back, and those that select tasks or
 * runs if it has none of them.
 */
export function withheldIn(line: string, words: readonly string[]): readonly string[] {
  if (!commandsIn(line).some(({ access }) => access.effect !== 'read')) return [];
  const plain = plainWords(words, () => true).filter((word) => isSelection(word) || RUN_ID.test(word));
  const lost = lostIn(line, plain);
  const flags = lostIn(line, words).filter((word) => HOLDS_BACK.test(word));
  return [...(lost.length === plain.length ? lost : []), ...flags];
}

const commandsIn = (line: string) =>
  line.split(' && ').flatMap((part) => resolveCommand((shellWords(part) ?? part.split(' ')).slice(1))?.command ?? []);
