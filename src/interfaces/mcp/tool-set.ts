import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import type { Executed } from '../../commands/execute.ts';
import { type Command, findCommand } from '../../commands/index.ts';
import { outputValue, queueNote, render, wantsValue } from '../../commands/render.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { BacklogError } from '../../domain/errors.ts';
import { errorText } from '../../text/error.ts';
import { FIRST_TOOLS } from './offered.ts';
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
