import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { inCliWords } from '../../../commands/line-words.ts';
import { callOf } from '../../../domain/calls/door.ts';
import type { BacklogError } from '../../../domain/errors.ts';
import { rowNamed } from '../machine/table.ts';
import { meantBy } from '../words/resolve.ts';
import type { RightWords } from './right-words.ts';

/** The line to type instead of a refused one. */
export interface RightLine {
  line: string;
  /** What the line is: the same without the error, the same with an example, or one that lists what exists. */
  how: 'corrected' | 'example' | 'list';
  /** Words of the person that it lacks. */
  leftOut: readonly string[];
}

export function rightLine(row: CommandRow, { words, isExample, leftOut }: RightWords): RightLine {
  const line = callOf('cli', row.name, words.map(shellWord).join(' '));
  return { line, how: isExample ? 'example' : 'corrected', leftOut };
}

/** Returns the line that lists the values which a command lacks, if an example of it would do harm. */
export function lookUpLine({ name }: CommandRow, { code, data }: BacklogError): RightLine | undefined {
  const problems = (data?.problems ?? []) as readonly { missing?: true }[];
  const isComment = code === 'not-found' && name.startsWith('review_');
  const isOfHistory = /^task_(undo|redo)$/.test(name) && problems.length > 0;
  if (!isComment && !isOfHistory && !problems.some(({ missing }) => missing)) return undefined;
  const row = LISTS.find(([begins]) => begins.test(name))?.[1] ?? `${name.split('_', 1)[0]}_list`;
  const list = rowNamed(row);
  return (
    list && {
      line: callOf('cli', list.name, row === 'run_list' && isComment ? '--state review' : ''),
      how: 'list',
      leftOut: [],
    }
  );
}

/** The lists of commands whose noun has none. */
const LISTS: readonly (readonly [RegExp, string])[] = [
  [/^task_archive_/, 'task_archive_list'],
  [/^task_(undo|redo)$/, 'task_history'],
  [/^attachment_/, 'task_list'],
  [/^(run|review|worktree)_/, 'run_list'],
];

/** Matches the whole line that an error suggests. */
const MEANT = /\(did you mean `(backlog [^`]+)`/;

/** Returns the whole line that a message suggests already. */
export const meantLine = (message: string): string | undefined => MEANT.exec(message)?.[1];

/** Matches the suggestion of a message, which can have two lines. */
const ALL_MEANT = / \(did you mean ((?:`[^`]*`(?: or )?)+)\?\)/;

/** Returns all lines that a message suggests, of which a person chooses one. */
export const meantLines = (message: string): string[] =>
  Array.from(ALL_MEANT.exec(message)?.[1]?.matchAll(/`(backlog [^`]+)`/g) ?? [], ([, line = '']) => line);

/** Replaces the line that a refusal suggests. */
export const withLine = (
  error: BacklogError,
  { line, by, hint = error.hint }: { line: string; by: string; hint?: string },
): BacklogError => changed(error, { message: error.message.replace(line, () => by), hint, line: by });

/** Removes the suggestion of a refusal, and names the help of its command. */
export function withoutLine(error: BacklogError, help: string): BacklogError {
  const message = error.message.replace(ALL_MEANT, '');
  // What doesn't exist is not in another line either: the refusal's own hint lists what exists.
  const [, list] = (error.code === 'not-found' && ANY_LINE.exec(error.hint ?? '')) || [];
  const hint = list ? error.hint : `See the usage of the nearest command: \`${help}\``;
  return changed(error, { message, hint, line: list ?? help });
}

/** Adds a sentence to the hint of a refusal. */
export const withHint = (error: BacklogError, more: string): BacklogError =>
  changed(error, { hint: [error.hint, more].filter(Boolean).join('\n') });

/** Puts a sentence before the hint of a refusal. Its lines stay. */
export const withBegin = (error: BacklogError, begin: string): BacklogError =>
  changed(error, { hint: [begin, error.hint].filter(Boolean).join(' ') });

function changed(
  error: BacklogError,
  { message = error.message, hint = error.hint, line }: { message?: string; hint?: string | undefined; line?: string },
): BacklogError {
  return Object.defineProperties(Object.create(error) as BacklogError, {
    message: { value: message },
    hint: { value: hint },
    data: { value: line === undefined ? error.data : { ...error.data, line } },
  });
}

/** Matches any line that an error names. */
const ANY_LINE = /`(backlog [^`]+)`/;

/** Matches the suggestion in a message, which the whole line replaces. */
const WORD_MEANT = / \(did you mean [^()]*\?\)/;

/**
 * Checks whether a line says more than the refusal's own hint: an example, or a line without some words, doesn't if the
 * hint has a line for this case. The name of a command, and the help, are no such lines.
 */
export function isBetter({ how, leftOut }: RightLine, { hint = '' }: BacklogError): boolean {
  if (how === 'corrected' && leftOut.length === 0) return true;
  const own = inCliWords(hint.replace(/`?[a-z_]+`? takes: .*/, '')).matchAll(/`backlog ([^`]+)`/g);
  return Array.from(own, ([, line = '']) => line).every(
    (line) => / --help$/.test(line) || meantBy(line.split(' '))?.rest.length === 0,
  );
}

/** Adds the line to a refusal, or the command's help if there is none. The data has the line, too. */
export function tellLine(error: BacklogError, right: RightLine | undefined, row: CommandRow | undefined): BacklogError {
  const message =
    right?.how === 'corrected'
      ? `${error.message.replace(WORD_MEANT, '')} (did you mean \`${right.line}\`?)`
      : error.message;
  const said = `${error.message}\n${error.hint ?? ''}`;
  const help = row ? `${callOf('cli', row.name)} --help` : 'backlog help';
  const line = right?.line ?? meantLine(error.message) ?? ANY_LINE.exec(said)?.[1] ?? help;
  const hint = [
    right?.how === 'example' && `For example: \`${right.line}\``,
    right?.how === 'list' && `See what there is: \`${right.line}\``,
    right && right.leftOut.length > 0 && `It leaves out: ${right.leftOut.map(shellWord).join(' ')}.`,
    error.hint,
    line === help && !ANY_LINE.test(said) && `See ${row ? 'its usage' : 'all commands'}: \`${help}\``,
  ].filter((part) => typeof part === 'string');
  return changed(error, { message, hint: hint.length === 0 ? undefined : hint.join('\n'), line });
}
