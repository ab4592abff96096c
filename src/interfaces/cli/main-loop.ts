import { inWordsOfLine } from '../../commands/line-words.ts';
import { BacklogError, ERROR_CODES } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { jsonText } from '../../text/safe.ts';
import { screenOf } from './colour.ts';
import type { Streams } from './io.ts';
import { ownAct } from './own-commands.ts';
import { printRefusal } from './refusals/print-refusal.ts';
import { fittedToRun } from './refusals/run-refusal.ts';
import { one } from './run-command.ts';
import { expanded } from './words/aliases.ts';
import { verbFirst } from './words/global-flags.ts';
import { inOwnWords } from './words/resolve.ts';
import { respelled } from './words/respell.ts';

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
    const told = inWordsOfLine(await fittedToRun(error, words, streams));
    if (wantsJson(words, streams.env)) streams.out(jsonText({ error: told }));
    else printRefusal(`backlog: ${errorText(told)}`, streams);
    return ERROR_CODES[error.code].exit;
  }
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

async function dispatch(given: readonly string[], streams: Streams): Promise<number> {
  const words = inOwnWords(respelled(verbFirst(expanded(verbFirst(given), streams.env))));
  const asked = words.length === 0 && !screenOf(streams) ? ['help'] : words;
  return (await ownAct(asked, given, streams, runCommandLine)) ?? one(words, streams);
}
