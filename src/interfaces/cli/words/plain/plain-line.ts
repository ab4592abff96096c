import { groupedBy } from '../../../../base/iterables.ts';
import { lazy } from '../../../../base/lazy.ts';
import { COMMANDS, type Command } from '../../../../commands/index.ts';
import { shortLine, spelled } from '../../../../domain/calls/door.ts';
import { BacklogError, refuse } from '../../../../domain/errors.ts';
import { isRunId } from '../../../../domain/runs/run-id.ts';
import { isShort, leadingFlags, verbFirst } from '../global-flags.ts';
import { positionalsOf } from '../positionals.ts';
import type { ParsedArgs } from './parsed-args.ts';
import { readArgs, takesChanges } from './read-args.ts';
import { TASK_IDS } from './typed-values.ts';

/** A line that no other reading changes. */
export interface PlainLine {
  command: Command;
  /** The words that name the command. */
  said: string;
  args: ParsedArgs;
}

/**
 * Reads a line whose first words are the name of a command of the queue, and whose other words are ids, terms of its filter,
 * and flags of the command: `list +READY --limit 5`, `done 12`. Such a line means the same in all modules that read words, so
 * that none of them is needed.
 * @returns undefined for any other line, also for one that is refused
 */
export function plainLine(given: readonly string[]): PlainLine | undefined {
  if (given.some((word, at) => CHANGES.test(word) || isShort(word) || isDashBehindPlace(word, given[at - 1])))
    return undefined;
  const words = verbFirst(given);
  const found = commandOf(words);
  if (!found || READ_WHOLE.test(found.said)) return undefined;
  const { command, said } = found;
  const rest = words.slice(said.split(' ').length);
  const isOfRun = command.cli?.positional?.[0] === 'run';
  if (!isOfRun && given.some((word) => HAS_RUN.test(word))) return undefined;
  if (meansAnother(command, rest) || !arePlain(found, rest)) return undefined;
  try {
    return { command, said, args: readArgs(command, rest, { others: notPlain }) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    // The other modules correct the same words, or refuse them with the line to type.
    return undefined;
  }
}

/**
 * Matches words that can change the meaning of a line: `--`, help, an override of Taskwarrior, a text with a flag in it,
 * the id of a proposal, and the beginning of an exception.
 */
const CHANGES = /^--$|^--help$|^rc[.:]|^p\d+(?:,|$)| --|(?:^| )(?:but|not|except|for|excluding|without|from|than)$/i;

/**
 * Checks whether a word begins as a flag, behind a flag for the queue or the author of the line. Of several such flags, the one
 * with another value counts.
 */
const isDashBehindPlace = (word: string, before = ''): boolean =>
  word.startsWith('-') && /^--(?:cwd|queue|profile|as)$/.test(before);

/** Matches names of commands that mean another line with the values of some flags, such as a time, or without words. */
const READ_WHOLE = /^(?:back-?up|sync|source|export|import|archive|doctor|night|log)\b/;

function notPlain(): never {
  return refuse('usage', 'the line is not plain');
}

type Named = Pick<PlainLine, 'command' | 'said'>;

/** The commands by their names, as help shows them. */
const byName = lazy(() =>
  groupedBy(
    COMMANDS.flatMap((command) =>
      [...new Set([spelled(command.name), shortLine(command.name), ...aliasesOf(command)])].map((said) => ({
        said,
        command,
      })),
    ),
    ({ said }) => said,
  ),
);

/** Returns the aliases that don't depend on the next word. */
const aliasesOf = ({ cli }: Command) => (cli?.aliasIfNext ? [] : (cli?.aliases ?? []));

/** Returns the command that the first words name, if they are the name of only one. */
function commandOf(words: readonly string[]): Named | undefined {
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const [found, other] = byName().get(words.slice(0, count).join(' ')) ?? [];
    if (found) return other || words.slice(0, count).some((word) => word.includes(' ')) ? undefined : found;
  }
  return undefined;
}

/** Checks whether a command with these words is another command, or only another reading knows whether it is. */
function meansAnother({ cli = {}, mcp }: Command, rest: readonly string[]): boolean {
  const flags = [...Object.keys(cli.viewFlags ?? {}), ...Object.keys(cli.flagLines ?? {})];
  return (
    mcp?.only === true ||
    cli.editor !== undefined ||
    (cli.whenNoArgs !== undefined && leadingFlags(rest).rest.length === 0) ||
    flags.some((flag) => rest.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`)))
  );
}

/** Checks whether the words without a flag are ids, terms of a filter, changes behind ids, or the quoted text of a new task. */
function arePlain({ command, said }: Named, rest: readonly string[]): boolean {
  const words = positionalsOf(command, rest);
  const { positional: [first = '', second] = [], selects } = command.cli ?? {};
  if (words.length === 0) return true;
  if (first === 'description')
    return NEW_TASK.test(said) && words.length === 1 && rest[0] === words[0] && TEXT.test(rest[0]!);
  if (first === 'run') return words.length === 1 && isRunId(words[0]!);
  // Several ids behind others are several lines, or a text.
  if (first === 'id' && (second !== undefined || selects === undefined)) {
    const [id = '', text] = words;
    return (
      /^\d{1,9}$/.test(id) && (text === undefined || (OF_TEXT.has(second) && words.length === 2 && TEXT.test(text)))
    );
  }
  const terms = words.findIndex((word) => !TASK_IDS.test(word));
  if (terms < 0) return first === 'id' || first === 'filter';
  const mayHaveTerms = (first === 'filter' && command.access.effect === 'read') || (terms > 0 && takesChanges(command));
  return mayHaveTerms && words.slice(terms).every((word) => TASK_IDS.test(word) || PLAIN_TERM.test(word));
}

/** The names of the command for a new task, behind which one quoted text is always a text. */
const NEW_TASK = /^(?:add|new|create)$/;

/** Fields behind an id whose value can be any text. */
const OF_TEXT: ReadonlySet<string | undefined> = new Set(['text', 'reason']);

/** Matches a text of several words, and no setting with a value. */
const TEXT = /^[^\s=]+\s[^=]*$/;

/** Matches words with ids of runs, which can stand for their tasks. */
export const HAS_RUN = /(?<![a-z\d])r\d/i;

/** Matches a tag, and an attribute whose value is one word. */
const PLAIN_TERM = /^(?:[+-][a-z]\w*|(?:project|priority|status|agent|parent|type):[\w.-]+)$/i;
