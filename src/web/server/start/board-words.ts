import { present } from '../../../base/present.ts';
import { helpHint, parseOwnFlags, SWITCH, TEXT } from '../../../commands/own-flags.ts';
import { refuse } from '../../../domain/errors.ts';
import type { ListenOptions } from './listen-flags.ts';
import { LISTEN_FLAGS, LISTEN_HELP, listenOptions } from './listen-flags.ts';

export const BOARD_HELP = [
  'Usage: backlog board [flags]',
  '       backlog board --tty [filter]',
  '',
  'Serve the board on this machine and open it in the browser. One server shows all workspaces; if one is running, this opens it. Ctrl+C stops the server.',
  '',
  ...LISTEN_HELP,
  '  --no-open              Only print the link, which logs in one browser, once',
  "  --workspace WORKSPACE  Workspace to open: a name, a folder or a UUID; default: this folder's",
  '  --browsers             Only list the logged-in browsers',
  '  --log-out              Only log out all browsers; each can also log out on its page',
  '  --json                 Print the link, or the error, as JSON',
  '',
  'With --tty, show the board of this queue in the terminal. Press ? for the keys. In a pipe, print the cards once.',
  '',
  'Examples:',
  '  backlog board',
  '  backlog board --tty project:web',
  '  backlog board --no-open --port 8080',
  '  backlog board --log-out',
].join('\n');

export interface BoardWords extends ListenOptions {
  open: boolean;
  workspace?: string;
  json: boolean;
  /** If present, the command lists the logged-in browsers, or logs them out. It then serves no board. */
  browsers?: 'list' | 'log-out';
}

/** Parses the words after `board`. @throws BacklogError `usage` */
export function boardWords(words: readonly string[]): BoardWords {
  const { values, positionals } = parseOwnFlags('board', words, FLAGS);
  if (positionals.length > 0)
    refuse('usage', `board takes flags only, received ${positionals.join(', ')}`, helpHint('board'));
  return {
    ...listenOptions(values),
    ...present({ workspace: values.workspace }),
    ...(values['log-out'] ? { browsers: 'log-out' } : values.browsers ? { browsers: 'list' } : {}),
    open: !values['no-open'],
    json: values.json ?? false,
  };
}

const FLAGS = {
  ...LISTEN_FLAGS,
  // The command line reads --tty itself.
  ...{ workspace: TEXT, 'no-open': SWITCH, browsers: SWITCH, 'log-out': SWITCH, tty: SWITCH },
} as const;
