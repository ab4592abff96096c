import { parseOwnFlags, TEXT } from '../../commands/own-flags.ts';
import { refuse } from '../../domain/errors.ts';

export const STATUSLINE_HELP = [
  'Usage: backlog statusline [flags]',
  '',
  'Print the queue in one line, for the status line of Claude Code. It has the task of the session, ready tasks, items that need attention, and',
  'active runs.',
  '`backlog connect claude --status-line` sets it up. Prints nothing in a folder without a queue.',
  '',
  '  --width N        Maximum number of cells (default: COLUMNS, or 80)',
  '  --with COMMAND   Print the output of this status line first. It gets the same standard input, and 5 s',
  '  --json           Print the numbers as JSON',
  '',
  'Claude Code passes the session and its folder on standard input as JSON. After a change of the queue, the first call can print the',
  'line from before the change.',
  '',
  'Examples:',
  '  backlog statusline',
  '  backlog statusline -w api --json',
].join('\n');

export interface StatusLineWords {
  json: boolean;
  help: boolean;
  width: number | undefined;
  /** Another program's command line, for a shell. */
  first: string | undefined;
}

/** Reads the words after `statusline`. @throws BacklogError `usage` */
export function statusLineWords(words: readonly string[]): StatusLineWords {
  const { values, positionals } = parseOwnFlags('statusline', words, { width: TEXT, with: TEXT });
  if (positionals.length > 0) refuse('usage', `statusline takes no words, received "${positionals.join(' ')}"`);
  const { json = false, help = false, with: first } = values;
  return { json, help, first, width: values.width === undefined ? undefined : widthIn(values.width) };
}

function widthIn(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  return refuse('usage', `--width: expected a number from 1 to 9999, received "${text}"`);
}
