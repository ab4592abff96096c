/** The program's words that aren't in the table of commands, with their titles. They concern this machine. */
export const OWN = {
  connect: 'Connect MCP clients',
  token: 'Manage tokens for scripts',
  board: 'Open the board in the browser',
  serve: 'Serve the board and its API without a terminal',
  mcp: 'Run the MCP server, for clients',
  queues: 'List the queues of this machine',
  queue: 'Rename, remove or restore a queue',
  profile: 'Manage sets of a queue, a filter and an author',
  completion: 'Print a completion script for your shell',
  alias: 'Manage names for your own commands',
  help: 'Show help on a command',
  version: 'Show the version',
} as const;

export type OwnWord = keyof typeof OWN;

/** All of the program's own words, including a word that only shell scripts use. */
export const OWN_WORDS: readonly string[] = [...Object.keys(OWN), '__complete'];
