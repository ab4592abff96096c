import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { present } from '../../base/present.ts';

export interface McpOptions {
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
    options: { toolsets: { type: 'string' }, cwd: { type: 'string' } },
  });
  const { toolsets, cwd } = values;
  // A client without an open folder passes the unchanged name of its variable, such as `$FOLDER`.
  const folder = cwd?.startsWith('$') ? undefined : cwd;
  if (folder !== undefined && !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--cwd: there is no folder "${folder}"`);
  return present({ toolsets, cwd: folder });
}
