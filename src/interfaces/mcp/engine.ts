import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { execute } from '../../commands/execute.ts';
import { BacklogError } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import { createNonceMemory, verifyStamp } from '../stamp.ts';
import { callerOf } from './caller.ts';
import type { Client } from './client.ts';
import { pickCommands, toolOf } from './tools.ts';
import { startUpkeep } from './upkeep.ts';

/** What answers tool calls: the table of commands over one workspace. */
export interface Engine {
  tools(): Tool[];
  call(name: string, args: Record<string, unknown>): Promise<CallToolResult>;
  /** Waits for what is being written. */
  close(): Promise<void>;
  /** Notes a defect of ours in the store. */
  note(text: string): void;
}

export function createEngine(client: Client, cwd: string): Engine {
  const commands = pickCommands(client.env.BACKLOG_TOOLS, client.warn);
  const workspace = openOnce(client, cwd);
  const upkeep = startUpkeep(workspace.opened, client);
  const seen = createNonceMemory();

  const answer = async (name: string, raw: Record<string, unknown>): Promise<CallToolResult> => {
    if (!commands.some((command) => command.name === name))
      throw new BacklogError('usage', `no tool ${name} is offered here`, { hint: 'BACKLOG_TOOLS picks the tools.' });
    const opened = await workspace.open();
    const { args, caller } = await readStamp(opened, seen, name, raw);
    const sign = () => callerOf(client, opened.store, caller);
    const { command, context, input, output } = await execute(opened, sign, name, args);
    if (command.effect !== 'read') upkeep.wrote();
    const text = command.text(output, context);
    const structured = input.format === 'json' || input.fields !== undefined;
    return { content: [{ type: 'text', text }], ...(structured ? { structuredContent: asObject(text) } : {}) };
  };

  return {
    tools: () => commands.map(toolOf),
    call: (name, args) => answer(name, args).catch(refused),
    async close() {
      upkeep.stop();
      await workspace.opened()?.close();
    },
    note: (text) => workspace.opened()?.store.appendDiagnostic(text),
  };
}

/** Opens the workspace at the first call; after a failure the next call tries again. */
function openOnce({ env }: Client, cwd: string) {
  let opened: Opened | undefined;
  let opening: Promise<Opened> | undefined;
  const start = async () => {
    try {
      opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
      return opened;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  return {
    opened: () => opened,
    open: () => {
      opening ??= start();
      return opening;
    },
  };
}

/** A refusal is an answer, with what to do; anything else is a defect and stays one. */
function refused(error: unknown): CallToolResult {
  if (!(error instanceof BacklogError)) throw error;
  return { isError: true, content: [{ type: 'text', text: errorText(error) }] };
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
