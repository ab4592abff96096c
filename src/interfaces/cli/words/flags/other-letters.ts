import { ownProperty } from '../../../../base/own-property.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { PRIORITY_WORDS } from '../../../../domain/fields/words.ts';
import { isDateWord } from '../../refusals/date-quoted.ts';
import { SHORT_ELSEWHERE } from '../flag-spellings.ts';
import { isShort, type WrittenFlag } from '../global-flags.ts';
import { ROW_FORMAT_NAMES } from '../row-flags.ts';
import { respelledFlag, takesFormat } from './foreign.ts';

/** The long flag that a letter of another program means. A date behind `-d` is no text. */
export function elsewhere(word: string, value = ''): WrittenFlag | undefined {
  const isDue = word === '-d' && isDateWord(value, undefined);
  const name = isDue ? 'due' : ownProperty(SHORT_ELSEWHERE, word.slice(1));
  return name === undefined ? undefined : { written: name, name, inline: undefined };
}

/** Letters that have more than one meaning elsewhere: a text or a date, or what all of a program's lines have. */
const UNCLEAR: ReadonlySet<string> = new Set(['-d', '-v']);

/** Fields for the text of `-m`, as git and other programs have it, the first that a command has. */
const MESSAGES = ['message', 'note', 'text', 'handoff', 'content', 'description'];

/** Returns the field for the text of `-m`. A message about a change is not the new description of a task. */
function messageOf({ name, input }: CommandRow): string | undefined {
  const { shape } = input();
  const found = MESSAGES.find((field) => Object.hasOwn(shape, field));
  return name === 'task_modify' && found === 'description' ? undefined : found;
}

/** Returns the flag for a letter of another program, if the command has this flag or a name for it. */
export function letterElsewhere(word: string, next: string | undefined, command: CommandRow): WrittenFlag | undefined {
  if (!isShort(word) || UNCLEAR.has(word) || next === undefined) return undefined;
  const { shape } = command.input();
  const message = word === '-m' ? messageOf(command) : undefined;
  if (message !== undefined) return { written: message, name: message, inline: undefined };
  const long = elsewhere(word, next);
  return long && (Object.hasOwn(shape, long.name) || respelledFlag(long, next, command)) ? long : undefined;
}

/** Returns the words to type instead of a short flag with a value that another program would read in another way. */
export function misread(letter: string, value: string | undefined, command: CommandRow, others: readonly string[]) {
  const { shape } = command.input();
  if (value === undefined) return undefined;
  if (letter === 'f' && (command.show.rows || 'format' in shape) && isFormat(value)) return ['--format', value];
  if (letter === 'f' && takesFormat(command, value)) return ['--format', value];
  if (letter === 'p' && Object.hasOwn(shape, 'parent') && /^(#|task-)?\d+$/i.test(value))
    return [Object.hasOwn(PRIORITY_WORDS, value) ? '--priority' : '--parent', value];
  if (letter !== 't') return undefined;
  if (command.cli?.positional?.[0] === 'description')
    return /\s/.test(value) || others.length === 0 ? [value] : undefined;
  return 'description' in shape && /\s/.test(value) ? ['--description', value] : undefined;
}

/** Checks whether a word is a format of rows. As a filter it would select tasks with this word in their texts. */
function isFormat(word: string): boolean {
  return (ROW_FORMAT_NAMES as readonly string[]).includes(word);
}
