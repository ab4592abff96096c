import type { Instant } from '../../domain/instant.ts';
/** Maximum lengths in characters: of an agent's text, a summary of a call or its result, an unparsed line. */
export const EVENT_LIMITS = { text: 8_000, summary: 300, raw: 1_000 } as const;

/** A file that a tool call writes, with the beginnings of the written lines if the program reports them. */
export interface WrittenFile {
  path: string;
  lines?: string[];
}

/** Maximum numbers of stored files and lines of one call, and of characters of a line. */
export const WRITTEN_LIMITS = { files: 20, lines: 300, line: 80 } as const;

/**
 * An event in the same form for all programs. Texts are shortened to {@link EVENT_LIMITS} and may contain control
 * characters.
 */
export type RunEvent =
  | { type: 'started'; session: string; model?: string; version?: string }
  /** `agent` is the id of the tool call that started the subagent. */
  | { type: 'text'; text: string; agent?: string }
  | { type: 'tool'; id: string; name: string; summary: string; agent?: string; wrote?: WrittenFile[] }
  /** `exit` is the exit code of a command, if the program told it. */
  | { type: 'tool_end'; id: string; ok: boolean; summary: string; exit?: number }
  /** The agent answers a review comment, named by its id or the first digits of it. */
  | { type: 'reply'; comment: string; text: string }
  | { type: 'subagent'; id: string; state: 'started' | 'ended'; summary: string }
  /** The program denied a call because the agent lacks the permission. */
  | { type: 'denied'; tool: string; why: string }
  | { type: 'retrying'; attempt: number; why: string }
  /** `resetsAt` is an ISO instant. After `unauthenticated`, the program can't continue and may be stopped. */
  | { type: 'limit'; kind: 'rate_limit' | 'rate_limit_near' | 'unauthenticated'; resetsAt?: Instant }
  /** How much of an account's quota is used, in percent. `window` is the client's name of the limit. */
  | { type: 'quota'; window: string; used: number; resetsAt?: Instant }
  /** The total usage so far. `Capabilities.usage` defines whether it includes earlier processes. */
  | ({ type: 'usage' } & TokenUsage)
  /**
   * A turn has ended. `background` is the number of background tasks. The agent has finished only if it is 0, because
   * the end of a background task starts another turn.
   */
  | { type: 'turn_end'; ok: boolean; background: number }
  /** Any other information for people. */
  | { type: 'note'; text: string }
  /** A line that the provider could not parse. */
  | { type: 'raw'; text: string };

export type QuotaEvent = Extract<RunEvent, { type: 'quota' }>;

/** Token counts. The number in `cached` is included in `input`. */
export interface Tokens {
  input: number;
  output: number;
  cached: number;
}

export interface TokenUsage {
  tokens: Tokens;
  costUsd?: number;
  /** Number of the model's messages, as Claude's option `maxTurns` counts them. */
  turns: number;
}
