import type { Program, Streams } from './io.ts';
import type { MachineCommand } from './machine/row.ts';
import { one } from './run-command.ts';
import { screenOf } from './terminal/colour.ts';
import { answered } from './terminal/pager.ts';
import { parseArgs } from './words/args.ts';
import { mayBeHeld } from './words/does-more.ts';
import { asksHelp, leadingFlags } from './words/global-flags.ts';
import type { ParsedArgs } from './words/plain/parsed-args.ts';
import { HAS_RUN } from './words/plain/plain-line.ts';
import { clockOf, readLine } from './words/read-line.ts';
import { meantBy, resolveCommand } from './words/resolve.ts';
import { checkOneNoted, linesOfEach } from './words/several.ts';
import { withOwnVerb } from './words/spellings/verbs.ts';
import { unknownVerb } from './words/unknown.ts';

/** Flags that ask for the version. */
const VERSION: ReadonlySet<string> = new Set(['--version', '-v', '-V']);

/**
 * Reads and runs a line that isn't plain: words of other programs are replaced, or refused with the line to type.
 * @param program runs another line
 * @returns the exit code
 */
export async function runAnyLine(given: readonly string[], streams: Streams, program: Program): Promise<number> {
  const words = readLine(await tasksNamed(given, streams), streams.env, () => clockOf(streams));
  const asked = words.length === 0 && !screenOf(streams) ? ['help'] : words;
  const [first = '', ...behind] = asked;
  if (first === '__complete') {
    const { complete } = await import('./complete.ts');
    streams.out(await complete(behind[0] === '--' ? behind.slice(1) : behind, streams));
    return 0;
  }
  if (asksHelp(asked)) {
    const { fittedHelp } = await import('./help/help-on.ts');
    const text = await fittedHelp(asked, streams);
    return answered(text, streams, given.includes('--no-pager'));
  }
  const line = VERSION.has(first) ? ['version', ...behind] : asked;
  const found = meantBy(line) ?? unknownVerb(line);
  const { command } = found;
  if (mayBeHeld(given, command)) {
    const { checkHeld } = await import('./refusals/held-lines.ts');
    checkHeld(given, found);
  }
  checkOneNoted(command, found.rest);
  const each = linesOfEach(command, found.rest);
  if (each) return inTurn(each, streams, program);
  if (command.where !== 'machine') return one({ ...found, command }, parseArgs(command, found.rest), streams);
  const { runMachine } = await import('./machine/acts.ts');
  return runMachine(command, machineArgs(command, found.rest, given), { streams, program });
}

/** Loads the queue only for a line with the id of a run. */
async function tasksNamed(words: readonly string[], streams: Streams): Promise<readonly string[]> {
  if (!words.some((word) => HAS_RUN.test(word))) return words;
  const { withTasksOfRuns } = await import('./words/tasks-of-runs.ts');
  return withTasksOfRuns(words, streams);
}

/** Runs several lines, also after a refused one. @returns the highest exit code */
async function inTurn(lines: readonly (readonly string[])[], streams: Streams, program: Program): Promise<number> {
  let highest = 0;
  for (const line of lines) highest = Math.max(highest, await program(line, streams));
  return highest;
}

/**
 * Reads the words behind a command of the machine. Flags before its name are those of every command, also if the command
 * has a field of this name. The words of an alias are those that the person typed, flags included.
 */
function machineArgs(command: MachineCommand, rest: readonly string[], given: readonly string[]): ParsedArgs {
  const { flags: front, rest: typed } = leadingFlags(given);
  const own = command.ownFlags ? resolveCommand(withOwnVerb(typed) ?? typed)?.rest : undefined;
  if (own === undefined) return parseArgs(command, rest);
  return parseArgs(command, [...front, ...(command.cli?.literal ? ['--'] : []), ...own], front.length);
}
