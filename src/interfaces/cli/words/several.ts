import type { CommandRow } from '../../../commands/index.ts';
import { typedAfter } from '../../../domain/calls/door.ts';
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
 */
export function linesOfEach(command: CommandRow, rest: readonly string[]): readonly (readonly string[])[] | undefined {
  const [first] = command.cli?.positional ?? [];
  const isOfRuns = first === 'run';
  if (!isOfRuns && !OF_ONE_TASK.has(command.name)) return undefined;
  const end = rest.findIndex((word) => flagIn(word) !== undefined || isShort(word) || word === '--');
  const flags = end < 0 ? [] : rest.slice(end);
  const ids = rest
    .slice(0, end < 0 ? undefined : end)
    .flatMap((word) => word.split(','))
    .filter((word) => word !== '' && word !== 'and')
    .flatMap((word) => rangeOf(word));
  const names = [...new Set(ids)];
  const areRuns = isOfRuns && names.every((id) => RUN_ID.test(id));
  // Behind a run, a number is an answer or a note: `answer r1 2`.
  const fits = areRuns || (!TAKES_NUMBER.has(command.name) && names.every((id) => /^#?\d{1,9}$/.test(id)));
  // Text of two documents is no JSON.
  if (names.length < 2 || names.length > MOST || !fits || flags.includes('--json')) return undefined;
  return names.map((id) => [...typedAfter(command.name, id).split(' '), ...flags]);
}

/** Returns the ids of a range: `3-5`, `r3-r5`. Other words stay. */
function rangeOf(word: string): string[] {
  const [, letter = '', from, other = letter, to] = /^(r?)(\d{1,9})-(r?)(\d{1,9})$/i.exec(word) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (from === undefined || (other !== '' && other !== letter) || !(count > 0 && count <= MOST)) return [word];
  return Array.from({ length: count }, (_, i) => `${letter}${Number(from) + i}`);
}
