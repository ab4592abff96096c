/** The program's words that are not commands of the table, with titles. They concern this machine and not a queue. */
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

/** Words with which other programs name the same actions, each with Backlog's word. */
export const OWN_MEANT: Readonly<Record<string, keyof typeof OWN>> = {
  ...{ serve: 'board', web: 'board', ui: 'board', dashboard: 'board', server: 'mcp' },
};

export type OwnWord = keyof typeof OWN;

/** All of the program's own words, including a word that only shell scripts use. */
export const OWN_WORDS: readonly string[] = [...Object.keys(OWN), '__complete'];
