import { setTimeout as wait } from 'node:timers/promises';
import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import type { Executed } from '../../commands/execute.ts';
import { type Command, findCommand } from '../../commands/index.ts';
import { outputValue, queueNote, render, wantsValue } from '../../commands/render.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { BacklogError } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { listsAgain, type McpClient } from './client.ts';
import { instructionsFor } from './instructions.ts';
import { FIRST_TOOLS, isUnset } from './offered.ts';
import { WAIT_TOOL } from './tasks.ts';
import { notOffered, pickCommands, toolOf } from './tools.ts';

/** The tools that a value of BACKLOG_TOOLS selects. */
export interface ToolSet {
  /**
   * @param few whether to list only the tools that create a queue
   * @param tasks whether the client reads tasks in the background
   */
  list(few?: boolean, tasks?: boolean): Tool[];
  /** @throws BacklogError for a tool that isn't in the set */
  command(name: string): Command;
  /** Checks whether a command is in the set. Returns true for a word that isn't a command's name. */
  offers(command: string): boolean;
  /** Converts a BacklogError to the answer of a tool. Throws any other error again: it is Backlog's own. */
  refused(error: unknown): CallToolResult;
}

/** @param also names of tools that are in the set in any case */
export function toolSet(
  setting: string | undefined,
  warn: (message: string) => void,
  also: readonly string[] = [],
): ToolSet {
  const commands = pickCommands(setting, warn, [...also, WAIT_TOOL]);
  const isWaiting = pickCommands(setting, () => undefined).some(({ name }) => name === WAIT_TOOL);
  const byName = new Map(commands.map((command) => [command.name, command]));
  const offers = (command: string) => byName.has(command) || !findCommand(command);
  return {
    list: (few = false, tasks = false) =>
      commands
        .filter(({ name }) => (few ? FIRST_TOOLS.includes(name) : name !== WAIT_TOOL || tasks || isWaiting))
        .map((command) => toolOf(command, offers, !few)),
    command(name) {
      const command = byName.get(name);
      if (!command) throw notOffered(name, commands);
      return command;
    },
    offers,
    refused(error) {
      if (!(error instanceof BacklogError)) throw error;
      const hint = error.hint && inDoorWords({ door: 'mcp', offers }, error.hint);
      const told = Object.create(error, { hint: { value: hint } }) as BacklogError;
      return { isError: true, content: [{ type: 'text', text: errorText(told) }] };
    },
  };
}

/** The list of tools that a client has. It grows once there is a queue. */
export interface ToolList {
  /** Lists the tools: few of them while there is no queue and no setting selects tools. */
  list(tasks?: boolean): Promise<{ tools: Tool[]; few: boolean }>;
  /**
   * Notifies the client of the other tools once there is a queue, and waits until it has listed them: Claude Code requests the
   * model's next message right after an answer, and 2.1.197 calls only tools that it knew then.
   * @returns the instructions for them, at that time
   */
  grow(hasQueue: boolean | undefined): Promise<string[]>;
}

/** Maximum time in milliseconds for a client to list the tools again. The answer that begins a queue waits for it. */
const LIST_MS = 2_000;

export function createToolList(client: McpClient, tools: ToolSet, lacksQueue: () => Promise<boolean>): ToolList {
  /** Whether there was no queue at the client's last list, and whether that list had only the tools that create one. */
  let isNew = false;
  let few = false;
  let listed = new AbortController();
  return {
    async list(tasks = false) {
      isNew = isUnset(client.env.BACKLOG_TOOLS) && (await lacksQueue());
      few = isNew && listsAgain(client);
      if (!few) setImmediate(() => listed.abort()); // After this answer is sent.
      return { tools: tools.list(few, tasks), few };
    },
    async grow(hasQueue) {
      if (!isNew || !hasQueue) return [];
      isNew = false;
      if (few && client.toolsChanged) {
        listed = new AbortController();
        client.toolsChanged();
        await wait(LIST_MS, undefined, { signal: listed.signal }).catch(() => {});
      }
      few = false;
      return [`There is a queue now, and this server lists all its tools.\n${instructionsFor(undefined)}`];
    },
  };
}

/**
 * Returns the answer of a tool. Only a call that requests JSON gets `structuredContent`, because a client shows it to
 * its model instead of the text.
 */
export async function answerOf(executed: Executed, notes: readonly string[] = []): Promise<CallToolResult> {
  const damage = wantsValue(executed.input) ? undefined : queueNote(executed);
  const content = [...(damage === undefined ? [] : [damage]), await render(executed), ...notes].map((text) => ({
    type: 'text' as const,
    text,
  }));
  if (!wantsValue(executed.input)) return { content };
  return { content, structuredContent: outputValue(executed) as Record<string, unknown> };
}
