import type { CallToolResult, ClientCapabilities } from '@modelcontextprotocol/server';
import type { Instant } from '../../domain/instant.ts';

/**
 * The protocol's extension for tasks (SEP-2663, from version 2026-07-28 on): a tool may answer with a task, whose state
 * the client then reads in the background. The protocol's library has no code for it.
 */
export const TASKS = 'io.modelcontextprotocol/tasks';

/** The tool whose calls become tasks. Other clients get its blocking call if a setting offers it. */
export const WAIT_TOOL = 'run_wait';

/** Checks whether a client reads tasks in the background. Claude Code declares it in interactive sessions. */
export function readsTasks(capabilities: ClientCapabilities | undefined): boolean {
  return capabilities?.extensions?.[TASKS] !== undefined;
}

/** The state of a task, as the protocol has it. */
export interface TaskState {
  taskId: string;
  status: 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';
  statusMessage?: string;
  createdAt: Instant;
  lastUpdatedAt: Instant;
  /** Null: a task lasts as long as its run. */
  ttlMs: null;
  pollIntervalMs: number;
  /** What the client's person is asked, by key. Only with `input_required`. */
  inputRequests?: Record<string, object>;
  /** The answer of the tool. Only with `completed`. */
  result?: CallToolResult;
}

/** The answer of a tool that goes on in the background. */
export type TaskAnswer = TaskState & { resultType: 'task' };
