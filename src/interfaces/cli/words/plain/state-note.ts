import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import type { StateRead } from './parsed-args.ts';

/** Returns the line of a command with these words as its filter. */
export const filterLine = ({ name }: CommandRow, words: readonly string[]): string =>
  callOf('cli', name, words.map(shellWord).join(' '));

/** Returns the line of a command that searches texts for some words. */
export const searchLine = (command: CommandRow, said: string): string =>
  filterLine(command, [/\s/.test(said) ? `text:"${said}"` : `text:${said}`]);

/** Tells how words were read, and how to search for them instead. */
export function stateNote(command: CommandRow, { said, terms }: StateRead): string {
  return `read "${said}" as ${terms || 'all of these tasks'}. To search texts for it: \`${searchLine(command, said)}\``;
}
