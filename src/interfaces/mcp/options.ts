import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { present } from '../../base/present.ts';

export const MCP_HELP = `backlog mcp [--toolsets core,queue] [--cwd FOLDER]

The MCP server of this repository's queue, over standard input and output: a client starts it, nobody types into it.
\`backlog connect\` writes that into the files of a client.

  --toolsets LIST   Offers these tools only: core (eight tools), queue, plan, runs, admin, all, or names of tools; as BACKLOG_TOOLS does
  --cwd FOLDER      The queue of the repository that this folder is in, instead of the working directory's`;

export interface McpOptions {
  help: boolean;
  toolsets?: string;
  /** The working folder. */
  cwd?: string;
}

/** Reads the server's arguments. @throws Error with the problem */
export function readOptions(words: readonly string[]): McpOptions {
  const { values } = parseArgs({
    args: [...(words[0] === 'mcp' ? words.slice(1) : words)],
    options: { help: { type: 'boolean', short: 'h' }, toolsets: { type: 'string' }, cwd: { type: 'string' } },
  });
  const { help = false, toolsets, cwd } = values;
  // If a client has no open folder, it passes the name of its variable unchanged.
  const folder = cwd?.startsWith('$') ? undefined : cwd;
  if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--cwd: there is no folder "${folder}"`);
  return {
    help,
    ...present({ toolsets, cwd: folder }),
  };
}
