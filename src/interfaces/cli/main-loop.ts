import { shellWord } from '../../base/shell-word.ts';
import { inWordsOfLine } from '../../commands/line-words.ts';
import { BacklogError, ERROR_CODES } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { jsonText } from '../../text/safe.ts';
import { WANTS_YES } from './confirm.ts';
import type { Streams } from './io.ts';
import type { MachineCommand } from './machine/row.ts';
import { OF_WORDS } from './refusals/slip.ts';
import { one } from './run-command.ts';
import { screenOf } from './terminal/colour.ts';
import { answered } from './terminal/pager.ts';
import { printFitted } from './terminal/print-fitted.ts';
import { expanded } from './words/aliases.ts';
import { type ParsedArgs, parseArgs } from './words/args.ts';
import { mayBeHeld } from './words/does-more.ts';
import { asksHelp, leadingFlags, verbFirst } from './words/global-flags.ts';
import { clockOf, readLine } from './words/read-line.ts';
import { meantBy, resolveCommand } from './words/resolve.ts';
import { checkOneNoted, linesOfEach } from './words/several.ts';
import { withOwnVerb } from './words/spellings/verbs.ts';
import { unknownVerb } from './words/unknown.ts';

/**
 * Runs one command line.
 * @returns the exit code: 0 for success, 1 if the command was refused, 2 for words that the command line can't
 * interpret
 */
export async function runCommandLine(words: readonly string[], streams: Streams): Promise<number> {
  try {
    return await dispatch(words, streams);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const told = await readable(error, words, streams);
    if (wantsJson(words, streams.env)) streams.out(jsonText({ error: told }));
    else printFitted(`backlog: ${errorText(told)}`, streams);
    return ERROR_CODES[error.code].exit;
  }
}

/** Returns an error in the words of a line. Only one that is about words loads the modules that correct a line. */
async function readable(error: BacklogError, words: readonly string[], streams: Streams): Promise<BacklogError> {
  if (error.data?.[WANTS_YES]) return inWordsOfLine(withYes(error, words));
  if (!OF_WORDS.has(error.code)) return inWordsOfLine(error);
  const { fittedRefusal } = await import('./refusals/fitted-refusal.ts');
  return fittedRefusal(error, words, streams);
}

/** Adds the person's own line with `--yes` to a refusal that has nobody to ask. */
function withYes({ code, message, hint, data = {} }: BacklogError, words: readonly string[]): BacklogError {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const line = `backlog ${words.toSpliced(end, 0, '--yes').map(shellWord).join(' ')}`;
  const { [WANTS_YES]: _, ...others } = data;
  return new BacklogError(code, message, { hint: `${hint} Or don't ask: \`${line}\``, data: { ...others, line } });
}

/** Checks whether the words request JSON. A `--json` in an alias counts, too; an alias that can't be read doesn't. */
function wantsJson(given: readonly string[], env: Streams['env']): boolean {
  if (given.includes('--json')) return true;
  try {
    return expanded(verbFirst(given), env).includes('--json');
  } catch {
    return false;
  }
}

/** Flags that ask for the version. */
const VERSION: ReadonlySet<string> = new Set(['--version', '-v', '-V']);

async function dispatch(given: readonly string[], streams: Streams): Promise<number> {
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
  if (each) return inTurn(each, streams);
  if (command.where !== 'machine') return one({ ...found, command }, parseArgs(command, found.rest), streams);
  const { runMachine } = await import('./machine/acts.ts');
  return runMachine(command, machineArgs(command, found.rest, given), { streams, program: runCommandLine });
}

/** Matches the id of a run, alone or in a list of ids. */
const HAS_RUN = /(?<![a-z\d])r\d/i;

/** Loads the queue only for a line with the id of a run. */
async function tasksNamed(words: readonly string[], streams: Streams): Promise<readonly string[]> {
  if (!words.some((word) => HAS_RUN.test(word))) return words;
  const { withTasksOfRuns } = await import('./words/tasks-of-runs.ts');
  return withTasksOfRuns(words, streams);
}

/** Runs several lines, also after a refused one. @returns the highest exit code */
async function inTurn(lines: readonly (readonly string[])[], streams: Streams): Promise<number> {
  let highest = 0;
  for (const line of lines) highest = Math.max(highest, await runCommandLine(line, streams));
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
