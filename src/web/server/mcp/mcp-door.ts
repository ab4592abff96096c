import type { Executed } from '../../../commands/execute.ts';
import type { Command } from '../../../commands/index.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Served } from '../workspaces.ts';

/** A request of an MCP client, which the server has accepted. */
export interface McpRequest {
  request: Request;
  served: Served;
  caller: Caller;
  /** The tools that the client's address selects, like BACKLOG_TOOLS. */
  toolsets: string | undefined;
  /** Calls a command with the rights of the caller. */
  call(command: Command, input: unknown): Promise<Executed>;
  /** Checks whether the caller's token is still valid. Streams end without it. */
  still(): boolean;
  /** Reports an error in Backlog itself. */
  failed(error: unknown): void;
}

/** Answers MCP requests over HTTP. The interfaces provide it, because they declare the tools. */
export type McpDoor = (asked: McpRequest) => Promise<Response>;
