import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { callOf, typedAfter } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { flagIn, isShort } from './global-flags.ts';
import { RUN_ID } from './spellings/program.ts';

/** Maximum number of calls that one line makes. */
const MOST = 50;

/** The commands that show one task, in the order of the ids. Others select their tasks themselves. */
const OF_ONE_TASK: ReadonlySet<string> = new Set(['task_info', 'task_explain']);

/** The commands whose text behind a run can be a number. */
const TAKES_NUMBER: ReadonlySet<string> = new Set(['run_answer', 'run_message', 'run_request_changes']);

/**
 * Returns a line for each run or task of a line that names several, where the command takes one: `approve r3 r4`,
 * `show 1 2`. The flags are in each line.
 * @param rest the words behind the command's name
 * @returns undefined for a line with one, or with other words
 * @throws BacklogError `usage` with the lines to type, if a text follows: it can begin with the id of a run, too
 */
export function linesOfEach(command: CommandRow, rest: readonly string[]): readonly (readonly string[])[] | undefined {
  const [first, second] = command.cli?.positional ?? [];
  const isOfRuns = first === 'run';
  if (!isOfRuns && !OF_ONE_TASK.has(command.name)) return undefined;
  const end = rest.findIndex((word) => flagIn(word) !== undefined || isShort(word) || word === '--');
  const flags = end < 0 ? [] : rest.slice(end);
  const words = rest.slice(0, end < 0 ? undefined : end);
  const isId = (id: string) =>
    RUN_ID.test(id) || ((!isOfRuns || !TAKES_NUMBER.has(command.name)) && /^#?\d{1,9}$/.test(id));
  const last = words.findIndex((word) => word !== 'and' && !idsIn(word).every(isId));
  // In `answer r3 r4 and stop`, the text begins with "and".
  const behind = last > 0 && words[last - 1] === 'and' ? last - 1 : last;
  const ids = words.slice(0, behind < 0 ? undefined : behind).flatMap(idsIn);
  const names = [...new Set(ids.filter((id) => id !== 'and'))];
  const text = behind < 0 ? [] : words.slice(behind);
  if (names.length < 2 || names.length > MOST || (!isOfRuns && names.some((id) => RUN_ID.test(id)))) return undefined;
  if (text.length > 0) return second === 'note' ? refuseText(command, names, [...text, ...flags]) : undefined;
  // Text of two documents is no JSON.
  if (flags.includes('--json')) return undefined;
  return names.map((id) => [...typedAfter(command.name, id).split(' '), ...flags]);
}

function refuseText({ name }: CommandRow, runs: readonly string[], words: readonly string[]): never {
  const flag = words.findIndex((word) => word.startsWith('-'));
  const [text, flags] = flag < 0 ? [words, []] : [words.slice(0, flag), words.slice(flag)];
  const behind = [shellWord(text.join(' ')), ...flags.map(shellWord)].join(' ');
  const lines = runs.map((run) => callOf('cli', name, `${run} ${behind}`));
  return refuse('usage', `\`${callOf('cli', name)}\` takes one run (did you mean \`${lines.join(' && ')}\`?)`, {
    hint: 'See all commands: `backlog help`',
    data: { received: runs.join(' ') },
  });
}

/** Returns the ids of a word: a list, or a range such as `3-5` and `r3-r5`. Other words stay. */
export function idsIn(word: string): string[] {
  return word
    .split(',')
    .filter((id) => id !== '')
    .flatMap(rangeOf);
}

function rangeOf(word: string): string[] {
  const [, letter = '', from, other = letter, to] = /^(r?)(\d{1,9})-(r?)(\d{1,9})$/i.exec(word) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (from === undefined || (other !== '' && other !== letter) || !(count > 0 && count <= MOST)) return [word];
  return Array.from({ length: count }, (_, i) => `${letter}${Number(from) + i}`);
}
