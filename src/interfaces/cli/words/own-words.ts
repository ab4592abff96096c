import { ownProperty } from '../../../base/own-property.ts';
import type { HelpGroup } from '../../../commands/groups.ts';

/** The program's words that aren't in the table of commands, with title and group. They concern this machine. */
export const OWN = {
  board: { title: 'Open the board in the browser, or with --tty in the terminal', group: 'daily' },
  demo: { title: 'Show the tutorial in a scratch folder', group: 'daily' },
  connect: { title: 'Connect MCP clients', group: 'team' },
  statusline: { title: 'Print the queue in one line, for a status line', group: 'programs' },
  mcp: { title: 'Run the MCP server, for clients', group: 'programs' },
  serve: { title: 'Serve the board and its API without a terminal', group: 'team' },
  token: { title: 'Manage tokens for scripts', group: 'team' },
  audit: { title: 'Print every change as NDJSON', group: 'admin' },
  queue: { title: 'List, rename, remove or restore queues', group: 'admin' },
  store: { title: 'Use a queue on a server', group: 'admin' },
  profile: { title: 'Manage sets of a queue, a filter and an author', group: 'admin' },
  schema: { title: 'Print JSON schemas of commands, records and files', group: 'admin' },
  completion: { title: 'Print a completion script for your shell', group: 'admin' },
  alias: { title: 'Manage names for your own commands', group: 'admin' },
  help: { title: 'Show help on a command', group: 'admin' },
  version: { title: 'Show the version', group: 'admin' },
} as const satisfies Readonly<Record<string, { title: string; group: HelpGroup }>>;

export type OwnWord = keyof typeof OWN;

/** Other spellings of these words, which help and completion omit. */
const SILENT: Readonly<Record<string, OwnWord>> = { queues: 'queue' };

/** All of the program's own words, including silent spellings and a word that only shell scripts use. */
export const OWN_WORDS: readonly string[] = [...Object.keys(OWN), ...Object.keys(SILENT), '__complete'];

/** Returns the program's own word for its spelling; undefined for other words. */
export function ownWord(said: string): OwnWord | undefined {
  const word = ownProperty(SILENT, said) ?? said;
  return Object.hasOwn(OWN, word) ? (word as OwnWord) : undefined;
}
