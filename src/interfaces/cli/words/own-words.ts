/** Words that are no commands of the table, since they are about this machine and not about a queue: what each is. */
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

/** What other programs call them. */
export const OWN_MEANT: Readonly<Record<string, keyof typeof OWN>> = {
  ...{ serve: 'board', web: 'board', ui: 'board', dashboard: 'board', server: 'mcp' },
};

export type OwnWord = keyof typeof OWN;

/** With the one that only scripts of shells say. */
export const OWN_WORDS: readonly string[] = [...Object.keys(OWN), '__complete'];
