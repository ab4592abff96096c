import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { execute } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import type { Opened } from '../../commands/open.ts';
import { errorText } from '../../commands/text/error.ts';
import { BacklogError } from '../../domain/errors.ts';
import { createNonceMemory, verifyStamp } from '../stamp.ts';
import { type Client, callerOf } from './caller.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { toolOf } from './tools.ts';
import type { UnderWay } from './under-way.ts';

export interface ServerParts {
  version: string;
  commands: readonly Command[];
  client: Client;
  /** Resolves to the workspace, opened at the first call. */
  workspace: () => Promise<Opened>;
  underWay: UnderWay;
  /** Told after every call that may have written. */
  wrote: () => void;
}

/** The MCP server over the table of commands. It lists and answers; what a tool does is the command's business. */
export function createServer(parts: ServerParts): Server {
  const server = new Server(
    { name: 'backlog', version: parts.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  const seen = createNonceMemory();
  server.oninitialized = () => {
    parts.client.name = server.getClientVersion()?.name ?? parts.client.name;
  };
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: parts.commands.map(toolOf) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) =>
    parts.underWay.add(call(parts, seen, params.name, params.arguments ?? {})),
  );
  return server;
}

async function call(
  parts: ServerParts,
  seen: ReturnType<typeof createNonceMemory>,
  name: string,
  raw: Record<string, unknown>,
): Promise<CallToolResult> {
  try {
    if (!parts.commands.some((command) => command.name === name))
      throw new BacklogError('usage', `no tool ${name} is offered here`, { hint: 'BACKLOG_TOOLS picks the tools.' });
    const workspace = await parts.workspace();
    const { args, caller } = await readStamp(workspace, seen, name, raw);
    const { command, context, input, output } = await execute(
      workspace,
      () => callerOf(parts.client, workspace.store, caller),
      name,
      args,
    );
    if (command.effect !== 'read') parts.wrote();
    const text = command.text(output, context);
    const structured = input.format === 'json' || input.fields !== undefined;
    return { content: [{ type: 'text', text }], ...(structured ? { structuredContent: asObject(text) } : {}) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { isError: true, content: [{ type: 'text', text: errorText(error) }] };
  }
}

async function readStamp(
  workspace: Opened,
  seen: ReturnType<typeof createNonceMemory>,
  name: string,
  raw: Record<string, unknown>,
) {
  if (!('_caller' in raw)) return { args: raw, caller: undefined };
  if (!workspace.store.exists) {
    const { _caller, ...args } = raw;
    return { args, caller: undefined };
  }
  return verifyStamp(await workspace.store.secret(), name, raw, Date.now(), seen);
}

function asObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? { items: value } : (value as Record<string, unknown>);
}
