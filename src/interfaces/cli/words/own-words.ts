/**
 * Words of the program that are not commands of the table, because they concern this machine and not a queue. With
 * titles.
 */
export const OWN = {
  connect: 'Connect the clients of agents',
  token: 'Tokens with which scripts call the board',
  board: 'The board in the browser',
  mcp: 'The MCP server, for clients',
  completion: 'A script for your shell',
  alias: 'Words of your own',
  help: 'All commands, or one of them',
  version: 'Which version this is',
} as const;

/** Names that other programs use for them. */
export const OWN_MEANT: Readonly<Record<string, keyof typeof OWN>> = {
  ...{ serve: 'board', web: 'board', ui: 'board', dashboard: 'board', server: 'mcp' },
};

export type OwnWord = keyof typeof OWN;

/** Includes a word that only shell scripts use. */
export const OWN_WORDS: readonly string[] = [...Object.keys(OWN), '__complete'];
