import { type Actor, actorName } from '../../domain/actor.ts';

/** The server's facts about the client that don't come from hooks. */
export interface McpClient {
  /** The client's name, as it names itself in `initialize` or in each request. */
  name: string;
  /** Whether the client of a handshake can show its person forms. In the modern era, each request tells it. */
  forms: boolean;
  env: NodeJS.ProcessEnv;
  /** The author that the client's settings give: `--as ai:NAME`. */
  author?: Pick<Actor, 'kind' | 'name'> | undefined;
  /** Returns the present in milliseconds. Missing for the machine's clock. */
  now?: () => number;
  /** A wrong setting of this server, which its instructions tell the model. */
  problem?: string | undefined;
  /**
   * Requests the client's open folders. Missing if the client can't answer, or if the answer isn't needed.
   * @returns their URIs
   */
  roots?: () => Promise<string[]>;
  /** Set if there was no queue when the server started, and no setting selects tools. */
  isNew?: boolean;
  /** Notifies the client that the list of tools has changed. Missing if the client can't be notified. */
  toolsChanged?: (() => void) | undefined;
  /** Writes a message to the client's log. */
  warn(message: string): void;
}

/**
 * Checks whether the client lists resource templates under `@` as resources. Claude Code does, and completes a template
 * to a URI without content.
 */
export function completesTemplates({ name }: Pick<McpClient, 'name'>): boolean {
  return name !== 'claude-code';
}

/**
 * Checks whether the client marks a form's field as answered if it has a default. Claude Code does, so a field that isn't
 * ticked looks like a yes. Codex selects the yes of a field without a default, so an Enter would send it.
 */
export function marksDefaults({ name }: Pick<McpClient, 'name'>): boolean {
  return name === 'claude-code';
}

/** Checks whether the client's settings can decline a form without showing it: Codex's `approval_policy`. */
export function declinesByItself({ name }: Pick<McpClient, 'name'>): boolean {
  return name.startsWith('codex');
}

/**
 * Checks whether the client reads the list of tools again after it was notified of a change. Codex reads it once, at the
 * start of its session, so it must get all tools then.
 */
export function listsAgain({ name }: Pick<McpClient, 'name'>): boolean {
  return !name.startsWith('codex');
}

/** Stores the client's name. In the modern era, each request can have it. */
export function meet(client: McpClient, info: unknown): void {
  const { name } = (info ?? {}) as { name?: unknown };
  client.name = actorName(typeof name === 'string' ? name : '', client.name);
}

export function unknownClient(env: McpClient['env']): McpClient {
  return { name: 'mcp', forms: false, env, warn: (message) => process.stderr.write(`backlog: ${message}\n`) };
}
