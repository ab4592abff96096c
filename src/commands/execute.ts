import { BacklogError, refuse } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { lookAfterRuns } from '../runs/look-after.ts';
import { reviveLoop } from '../scheduler/revive.ts';
import { anyArchived } from '../work/archive/known.ts';
import { loadArchive } from '../work/archive/load.ts';
import { passTime } from '../work/task/dates-passed.ts';
import type { Caller, Context } from '../work/workspace/context.ts';
import type { Opened } from '../work/workspace/open.ts';
import type { Command } from './command.ts';
import { checkForPeople } from './for-people.ts';
import { COMMANDS, findCommand } from './index.ts';
import { parseInput } from './parse.ts';
import { allowPaths } from './paths.ts';

export interface Executed {
  command: Command;
  context: Context;
  input: Record<string, unknown>;
  output: unknown;
}

/**
 * Runs one command as every interface does: parse once, make the workspace ready, let time pass, run, hand back the value.
 * @throws BacklogError of the parse or of the command
 */
export async function execute(
  workspace: Opened,
  caller: (command: Command) => Caller | Promise<Caller>,
  name: string,
  raw: unknown,
): Promise<Executed> {
  const command = commandNamed(name);
  const input = parseInput(command, raw);
  await workspace.ready();
  const context = workspace.context(await caller(command));
  if (!command.access.toleratesDamage) {
    await passTime(context);
    await lookAfterRuns(context);
    // A look must start nothing: whoever reads has asked for no agent.
    if (command.access.effect !== 'read') reviveLoop(context);
  }
  checkForPeople(context, command, input);
  allowPaths(command, input, context);
  return { command, context, input, output: await runOrTell(command, context, input) };
}

/** A task that is not in the queue may be archived: then that is what is said. */
async function runOrTell(command: Command, context: Context, input: Record<string, unknown>): Promise<unknown> {
  try {
    return await command.run(context, input);
  } catch (error) {
    if (!(error instanceof BacklogError) || !anyArchived(context.store)) throw error;
    const { toldOfArchive } = await loadArchive();
    throw await toldOfArchive(context, error);
  }
}

function commandNamed(name: string): Command {
  const command = findCommand(name);
  if (command) return command;
  const close = nearest(
    name,
    COMMANDS.map((known) => known.name),
  );
  return refuse('usage', `no command ${name}${close ? ` (did you mean ${close}?)` : ''}`);
}
