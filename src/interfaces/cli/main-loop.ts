import { inWordsOfLine } from '../../commands/line-words.ts';
import { BacklogError, ERROR_CODES } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { jsonText } from '../../text/safe.ts';
import type { Streams } from './io.ts';
import { OF_WORDS } from './refusals/slip.ts';
import { one } from './run-command.ts';
import { printFitted } from './terminal/print-fitted.ts';
import { verbFirst } from './words/global-flags.ts';
import { plainLine } from './words/plain/plain-line.ts';

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
    // As other programs do, so that standard output has a value or nothing.
    if (await wantsJson(words, streams.env)) streams.err(jsonText({ error: told }));
    else printFitted(`backlog: ${errorText(told)}`, streams);
    return ERROR_CODES[error.code].exit;
  }
}

/** Returns an error in the words of a line. Only one that is about words loads the modules that correct a line. */
async function readable(error: BacklogError, words: readonly string[], streams: Streams): Promise<BacklogError> {
  if (!OF_WORDS.has(error.code)) return inWordsOfLine(error);
  const { fittedRefusal } = await import('./refusals/fitted-refusal.ts');
  return fittedRefusal(error, words, streams);
}

/**
 * Checks whether the words request JSON. A `--json` in an alias counts, too; an alias that can't be read doesn't, and a plain
 * line has none.
 */
async function wantsJson(given: readonly string[], env: Streams['env']): Promise<boolean> {
  if (given.includes('--json')) return true;
  if (plainLine(given)) return false;
  const { expanded } = await import('./words-on-call.ts');
  try {
    return expanded(verbFirst(given), env).includes('--json');
  } catch {
    return false;
  }
}

async function dispatch(words: readonly string[], streams: Streams): Promise<number> {
  const plain = plainLine(words);
  if (plain) return one(plain, plain.args, streams);
  const { runAnyLine } = await import('./words-on-call.ts');
  return runAnyLine(words, streams, runCommandLine);
}
