import type { ProcessId } from '../../base/process-id.ts';
import { processHolder } from '../../claims/index.ts';
import { actorName } from '../../domain/actor.ts';

/** Who the server is talking to, as far as it knows without a hook. */
export interface McpClient {
  /** The client's own name from its initialize request. */
  name: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Asks which folders are open, as addresses; missing where it cannot be asked, or need not be. */
  roots?: () => Promise<string[]>;
  /** Tells the person who reads the client's log. */
  warn(message: string): void;
}

/** Claude Code shows the templates of resources under `@` as if they were resources, and completes them to addresses without anything behind. */
export function completesTemplates({ name }: Pick<McpClient, 'name'>): boolean {
  return name !== 'claude-code';
}

export function unknownClient(env: McpClient['env']): McpClient {
  return { name: 'mcp', env, warn: (message) => process.stderr.write(`backlog: ${message}\n`) };
}

/** What a client that names no session holds by: its name and this process. */
export function holderWithoutSession({ name }: McpClient, self: ProcessId | undefined): string {
  return processHolder(actorName(name, 'mcp'), self ?? { pid: process.pid, start: '0' });
}
