import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { present } from '../../base/present.ts';
import { TOOL_WORDS } from './offered.ts';

export const MCP_HELP = `Usage: backlog mcp [--toolsets LIST] [--cwd FOLDER]

Run the MCP server of this repository's queue on standard input and output. A client starts it;
\`backlog connect\` adds the server to the client's files.

  --toolsets LIST   Offer only these tools: ${TOOL_WORDS} (like BACKLOG_TOOLS)
  --cwd FOLDER      Use the queue of this folder's repository; default: the current folder`;

export interface McpOptions {
  help: boolean;
  toolsets?: string;
  /** The working folder. */
  cwd?: string;
}

/** Words after `mcp` in other programs. */
const VERBS: ReadonlySet<string> = new Set(['serve', 'start', 'server']);

/** Reads the server's arguments. @throws Error with the problem */
export function readOptions(words: readonly string[]): McpOptions {
  const { values } = parseArgs({
    args: [...(words[0] === 'mcp' ? words.slice(VERBS.has(words[1] ?? '') ? 2 : 1) : words)],
    options: { help: { type: 'boolean', short: 'h' }, toolsets: { type: 'string' }, cwd: { type: 'string' } },
  });
  const { help = false, toolsets, cwd } = values;
  // A client without an open folder passes the unchanged name of its variable, such as `$FOLDER`.
  const folder = cwd?.startsWith('$') ? undefined : cwd;
  if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--cwd: there is no folder "${folder}"`);
  return {
    help,
    ...present({ toolsets, cwd: folder }),
  };
}
