import type { CommandRow } from '../../../commands/index.ts';
import type { WrittenFlag } from './global-flags.ts';

/** A word of a line, with its command, the command's words before it, and those behind it. */
export interface Saying {
  command: CommandRow;
  word: string;
  before: readonly string[];
  behind: readonly string[];
  /** Reads other words for the same command. @throws BacklogError */
  parse(words: readonly string[]): unknown;
}

/** Returns the value of a flag in a line, and the other words. */
export function valueAndOthers(
  { inline }: WrittenFlag,
  { before, behind }: Pick<Saying, 'before' | 'behind'>,
): { value: string | undefined; others: string[] } {
  return { value: inline ?? behind[0], others: [...before, ...behind.slice(inline === undefined ? 1 : 0)] };
}
