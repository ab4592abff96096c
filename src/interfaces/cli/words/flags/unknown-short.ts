import { ownProperty } from '../../../../base/own-property.ts';
import { present } from '../../../../base/present.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { SHORT_FLAGS } from '../../../../commands/short-flags.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { PRIORITY_WORDS } from '../../../../domain/fields/words.ts';
import { isDateWord } from '../../refusals/date-quoted.ts';
import { isFlag } from '../field-kinds.ts';
import { SHORT_ELSEWHERE, SHORT_NOTES } from '../flag-spellings.ts';
import { isGlobal, isShort, positionalWords, type WrittenFlag } from '../global-flags.ts';
import { ROW_FORMAT_NAMES } from '../row-flags.ts';
import type { Saying } from '../saying.ts';
import { changesTasks, insteadOf, leftOut, lineFor, lineWithWords } from '../unknown-flag.ts';
import { flagLine, respelledFlag, takesFormat } from './foreign.ts';
import { asDescription, asScope } from './kept-flags.ts';
import { programFlag } from './program-flag.ts';

/** Refuses a short flag with a value that another program's flag has. @throws BacklogError `usage` with the line */
export function refuseMisread(name: string, said: Saying): void {
  const { command, word, before, behind } = said;
  const words = misread(word.slice(1), behind[0], command, positionalWords([...before, ...behind.slice(1)], takesAny));
  if (!words) return;
  const { line, words: instead } = insteadOf([...before, ...words, ...behind.slice(1)], said) ?? {
    line: lineWithWords(command, [...before, ...words, ...behind.slice(1)]),
  };
  refuse('usage', `${word} is ${inputOf('cli', name)} (did you mean \`${line}\`?)`, {
    data: { received: word, ...present({ instead }) },
  });
}

const takesAny = () => true;

/** Refuses an unknown short flag. The hint shows the line to type, or how to write a text. */
export function unknownShort(word: string, said?: Saying): never {
  const { command, behind: [next] = [] } = said ?? {};
  const letter = word.slice(1);
  const long = elsewhere(word, next);
  const known = long && said && Object.hasOwn(said.command.input().shape, long.name);
  // A line with a flag that lacks its value would be refused again.
  const isBare = known && (next ?? '-').startsWith('-') && !isFlag(said.command.input().shape[long.name]!);
  const bare = { written: letter, name: letter, inline: undefined };
  const moved = said && (programFlag(bare, said) ?? asDescription(said) ?? asScope(bare, said));
  const { line, words: instead } =
    (moved && insteadOf(moved, said)) ??
    (said && long && !isBare
      ? known && flagLine(long, said.behind, said.command) === undefined
        ? insteadOf([...said.before, inputOf('cli', long.name), ...said.behind], said)
        : lineFor(long, said)
      : undefined) ??
    {};
  const begun = Object.keys(command?.input().shape ?? {}).filter((name) => name.startsWith(letter.toLowerCase()));
  const meant = line ? [`\`${line}\``] : begun.map((name) => inputOf('cli', name));
  const has = (name: string) => isGlobal(name) || Object.hasOwn(command?.input().shape ?? {}, name);
  const short = Object.entries(SHORT_FLAGS)
    .filter(([, name]) => !command || has(name))
    .map(([each, name]) => `-${each} (${inputOf('cli', name)})`);
  const note = ownProperty(SHORT_NOTES, letter);
  const flags = command ? ` See all flags: \`${callOf('cli', command.name)} --help\`` : '';
  const text = [...(said?.before ?? []), '--', word, ...(next === undefined ? [] : [next])].map(shellWord).join(' ');
  const takesText = command !== undefined && TEXTS.has(command.cli?.positional?.[0] ?? '') && !changesTasks(command);
  const asText = takesText ? ` To use it as text: \`${callOf('cli', command.name, text)}\`` : '';
  return refuse('usage', `unknown flag ${word}${meant.length > 0 ? ` (did you mean ${meant.join(' or ')}?)` : ''}`, {
    hint: `${line && said && long ? leftOut(long, said, line) : ''}${note ? `${note} ` : ''}The short flags are ${short.join(', ')}.${asText || flags}`,
    data: { received: word, ...present({ instead, line, nearest: line ? undefined : begun[0] }) },
  });
}

/** Fields that accept any text or filter terms. */
const TEXTS: ReadonlySet<string> = new Set(['description', 'text', 'content', 'filter']);

/** The long flag that a letter of another program means. A date behind `-d` is no text. */
function elsewhere(word: string, value = ''): WrittenFlag | undefined {
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
function misread(letter: string, value: string | undefined, command: CommandRow, others: readonly string[]) {
  const { shape } = command.input();
  if (value === undefined) return undefined;
  if (letter === 'f' && (command.show.rows || 'format' in shape) && isFormat(value)) return ['--format', value];
  if (letter === 'f' && takesFormat(command, value)) return ['--format', value];
  if (letter === 'p' && Object.hasOwn(shape, 'parent') && /^(#|task-)?\d+$/i.test(value))
    return [Object.hasOwn(PRIORITY_WORDS, value) ? '--priority' : '--parent', value];
  // A program for Jira's issues has `-y` for the priority.
  if (letter === 'y' && Object.hasOwn(PRIORITY_WORDS, value.toLowerCase()) && Object.hasOwn(shape, 'priority'))
    return ['--priority', value];
  if (letter !== 't') return undefined;
  if (command.cli?.positional?.[0] === 'description')
    return /\s/.test(value) || others.length === 0 ? [value] : undefined;
  return 'description' in shape && /\s/.test(value) ? ['--description', value] : undefined;
}

/** Checks whether a word is a format of rows. As a filter it would select tasks with this word in their texts. */
function isFormat(word: string): boolean {
  return (ROW_FORMAT_NAMES as readonly string[]).includes(word);
}

/** Matches a letter with its value, as `jira` and `git` have it: `-tBug`. */
const ATTACHED = /^-([tlpasy])([^\s-].*)$/s;

/** Letters of `jira issue create` that mean something else here. */
const OTHERS: Readonly<Record<string, readonly string[]>> = { s: [], y: ['--priority'] };

/**
 * Refuses a letter with its value where a description begins. It would become the description of a new task.
 * @returns the word, if it is none
 * @throws BacklogError `usage` with the line to type
 */
export function checkAttached(said: Saying, isFirst: boolean): string {
  const { command, word, before, behind } = said;
  if (!isFirst || command.cli?.positional?.[0] !== 'description' || !ATTACHED.test(word)) return word;
  const apart = [word, ...behind].flatMap((each) => {
    const [, letter = '', value] = ATTACHED.exec(each) ?? [];
    return value === undefined ? [each] : [...(OTHERS[letter] ?? [`-${letter}`]), value];
  });
  const { line } = insteadOf([...before, ...apart], said) ?? {};
  return refuse(
    'usage',
    `${word} is a flag with its value, not a description${line ? ` (did you mean \`${line}\`?)` : ''}`,
    {
      hint: 'Write a blank behind the letter. To use the words as text: write them behind `--`.',
      data: { received: word },
    },
  );
}
