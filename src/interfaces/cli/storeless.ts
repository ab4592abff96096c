/** Words that are no commands of the table, since they are about this machine and not about a queue: what each is. */
export const STORELESS: Readonly<Record<string, string>> = {
  connect: 'Connect the clients of agents',
  token: 'Tokens with which scripts call the board',
  board: 'The board in the browser',
  mcp: 'The MCP server, for clients',
  completion: 'A script for your shell',
};
