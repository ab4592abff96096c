import type { ProcessId } from '../../base/process-id.ts';
import { processHolder } from '../../claims/index.ts';
import { actorName } from '../../domain/actor.ts';

/** The client's identity, as far as the server knows it without hooks. */
export interface McpClient {
  /** The client's name in its initialize request. */
  name: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Asks for the open folders, as URIs. Missing if the client cannot be asked or need not be. */
  roots?: () => Promise<string[]>;
  /** Writes to the client's log. */
  warn(message: string): void;
}

/**
 * Claude Code lists resource templates under `@` as if they were resources, and completes them to URIs without content.
 */
export function completesTemplates({ name }: Pick<McpClient, 'name'>): boolean {
  return name !== 'claude-code';
}

export function unknownClient(env: McpClient['env']): McpClient {
  return { name: 'mcp', env, warn: (message) => process.stderr.write(`backlog: ${message}\n`) };
}

/** The holder path of a client that names no session: its name and its process. */
export function holderWithoutSession({ name }: McpClient, self: ProcessId | undefined): string {
  return processHolder(actorName(name, 'mcp'), self ?? { pid: process.pid, start: '0' });
}
