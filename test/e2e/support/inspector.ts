import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DEADLINE_MS } from '../../support/seed.ts';
import { inspector } from './clients.ts';

/** A stdio server as the MCP inspector starts it. */
export interface InspectedServer {
  command: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
}

/**
 * Sends one request through the MCP inspector in command-line mode and gives the result.
 * `request` is its own words: `--method tools/call --tool-name echo --tool-arg text=hi`.
 */
export async function inspect(server: InspectedServer, ...request: string[]): Promise<Record<string, unknown>> {
  const variables = Object.entries(server.env ?? {}).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [inspector, '--cli', ...variables, server.command, ...server.args, ...request],
    { cwd: server.cwd, timeout: DEADLINE_MS },
  );
  return JSON.parse(stdout) as Record<string, unknown>;
}
