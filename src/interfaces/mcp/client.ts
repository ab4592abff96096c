import { randomUUID } from 'node:crypto';

/** Who the server is talking to, as far as it knows without a stamp. */
export interface Client {
  /** The client's own name from its initialize request. */
  name: string;
  /** Session id for clients that give none. */
  anonymous: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Tells the person who reads the client's log. */
  warn(message: string): void;
}

export function unknownClient(env: Client['env']): Client {
  return {
    name: 'mcp',
    anonymous: `mcp-${randomUUID().slice(0, 8)}`,
    env,
    warn: (message) => process.stderr.write(`backlog: ${message}\n`),
  };
}
