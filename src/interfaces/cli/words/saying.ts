import type { Command } from '../../../commands/index.ts';

/** A word of a line, with its command, the command's words before it, and those behind it. */
export interface Saying {
  command: Command;
  word: string;
  before: readonly string[];
  behind: readonly string[];
  /** Reads other words for the same command. @throws BacklogError */
  parse(words: readonly string[]): unknown;
}
