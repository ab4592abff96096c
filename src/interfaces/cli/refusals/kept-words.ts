import { ownProperty } from '../../../base/own-property.ts';
import { shellWord, shellWords } from '../../../base/shell-word.ts';
import { isSelection } from '../../../commands/task/select-words.ts';
import { callOf } from '../../../domain/calls/door.ts';
import type { BacklogError } from '../../../domain/errors.ts';
import type { Row } from '../machine/row.ts';
import { lostIds, lostLimits } from '../words/does-more.ts';
import { isFlag } from '../words/field-kinds.ts';
import { isGlobal, isShort, positionalWords } from '../words/global-flags.ts';
import { resolveCommand } from '../words/resolve.ts';
import { meantLines, withLine, withoutLine } from './right-line.ts';

/**
 * Withholds a suggestion that lacks an id of the typed line, or a word that holds it back. The refusals of all words pass
 * here, so that no suggester needs a rule of its own. If the line selects tasks and has none, it gets the ids.
 */
export function keepingWords(error: BacklogError, typed: readonly string[]): BacklogError {
  const lines = meantLines(error.message);
  const [line = '', ...others] = lines;
  const lost = line === '' ? [] : [...new Set(lostWords(line, typed, error))];
  if (lost.length === 0 || others.some((other) => lostWords(other, typed, error).length === 0)) return error;
  const [first, ...more] = commandsIn(line);
  const isOpen = first !== undefined && more.length === 0 && first.rest.length === 0 && selectsTasks(first.command);
  const help = first ? `${callOf('cli', first.command.name)} --help` : 'backlog help';
  if (!isOpen || !lost.every(isSelection)) return withoutLine(error, help);
  const by = `${line} ${lost.map(shellWord).join(' ')}`;
  return withLine(error, { line, by, hint: `See its usage: \`${help}\`` });
}

/** Returns the ids of a line that a suggestion lacks and, if it acts, the words that hold the line back. */
export function lostWords(
  line: string,
  typed: readonly string[],
  { data }: { data?: BacklogError['data'] } = {},
): string[] {
  const end = typed.indexOf('--');
  const words = withoutException(typed.slice(0, end < 0 ? undefined : end), exceptionIn(data));
  const takes = (name: string) => !isGlobal(name) && !ALONE.test(name) && !isSwitch(line, name);
  const plain = positionalWords(words, takes).filter((word, at, all) => ![word, all[at - 1] ?? ''].some(isShort));
  // A refusal of an id itself suggests another one, and an exception takes out what was named before.
  const out = [data?.answered, ...exceptionIn(data)].map(plainId);
  const ids = lostIds(line, plain).filter((word) => !out.includes(plainId(word)));
  // An undo takes back one change, so that a number of them holds nothing back.
  const acts = commandsIn(line).some(({ command }) => command.access.effect !== 'read' && command.name !== 'task_undo');
  const spends = commandsIn(line).some(({ command }) => SPENDS.test(command.name));
  return acts ? [...ids, ...lostLimits(line, words, spends)] : ids;
}

const exceptionIn = (data: BacklogError['data']): readonly unknown[] =>
  Array.isArray(data?.except) ? data.except : [];

const plainId = (word: unknown) => String(word).replace(/^#|,$/g, '');

/** Removes an exception of a line, which names nothing that the line is about. */
function withoutException(words: readonly string[], except: readonly unknown[]): readonly string[] {
  if (except.length === 0) return words;
  const at = words.findIndex((_, i) => except.every((word, n) => words[i + n] === word));
  return at < 0 ? words : words.toSpliced(at, except.length);
}

/** Commands that start agents. */
const SPENDS = /^(?:run_(?:start|retry|resume)|night_start|orchestrator_start)$/;

/** Matches flags that have no value in any program. */
const ALONE = /^(?:follow|watch|all|force)$/;

/** Checks whether the first words of a command select tasks. */
const selectsTasks = ({ cli }: Row) => /^(?:id|filter)$/.test(cli?.positional?.[0] ?? '');

/** Checks whether a flag has no value in a line. In the typed one, the word behind it is no value either. */
const isSwitch = (line: string, name: string) =>
  commandsIn(line).some(({ command }) => {
    const schema = ownProperty(command.input().shape, name);
    return schema !== undefined && isFlag(schema);
  });

const commandsIn = (line: string) =>
  line.split(' && ').flatMap((part) => resolveCommand((shellWords(part) ?? part.split(' ')).slice(1)) ?? []);
