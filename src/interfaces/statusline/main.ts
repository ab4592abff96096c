import { createRequire } from 'node:module';
import { isatty } from 'node:tty';
import { printOutput, readInput } from '../quick-input.ts';
import { workingFolder } from '../working-folder.ts';
import { REFRESH, refresh, refreshBy } from './refresh-glance.ts';
import { type StatusLineCall, statusLineText } from './status-line.ts';
import { type StatusLineWords, statusLineWords } from './status-line-words.ts';

/** Maximum number of bytes of the client's facts. */
const MOST_BYTES = 1024 * 1024;
const WORD = 'statusline';

/**
 * Runs `backlog statusline` without the rest of the command line, because a client starts it every few seconds. Leaves
 * a line with other flags, such as `-w`, and wrong lines to the command line.
 */
function main(): void {
  // bin/backlog starts this file with the word, the client's settings can start it without.
  if (process.argv[2] !== WORD) process.argv.splice(2, 0, WORD);
  const words = process.argv.slice(3);
  const asked = statusLineWords(words);
  if (words[0] !== REFRESH && !asked) {
    createRequire(__filename)('./cli.cjs');
    return;
  }
  // A status line has no place for errors. The client shows nothing then.
  process.on('uncaughtException', () => process.exit(0));
  const place = { cwd: workingFolder(), env: process.env, now: Date.now() };
  void (asked ? print(asked, place) : refresh({ ...place, folder: place.cwd })).catch(() => process.exit(0));
}

async function print(asked: StatusLineWords, place: Pick<StatusLineCall, 'cwd' | 'env' | 'now'>): Promise<void> {
  const input = isatty(0) ? '' : await inputOrRefusal();
  if (typeof input !== 'string') {
    printOutput(input.refusal);
    return;
  }
  const text = await statusLineText(asked, { ...place, input, folder: undefined, startRefresh: refreshBy(__filename) });
  if (text !== undefined) printOutput(`${text}\n`);
}

/** Reads the client's facts. Returns the sentence to print instead of a status line if there are too many. */
async function inputOrRefusal(): Promise<string | { refusal: string }> {
  try {
    return await readInput(MOST_BYTES);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { refusal: `backlog statusline: ${error.message}\n` };
  }
}

main();
