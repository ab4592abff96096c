import { present } from '../base/present.ts';
import { BacklogError } from '../domain/errors.ts';
import { namedRun, namedRuns } from '../runs/named-run.ts';
import { type Cause, causesFor, deliver, upkeep } from '../scheduler/upkeep.ts';
import { anyArchived } from '../work/archive/is-archived.ts';
import { loadArchive } from '../work/archive/load-archive.ts';
import { checkQueueToken } from '../work/people/tokens.ts';
import { type FormerQueue, formerQueue, secondQueue } from '../work/repo/former-queue.ts';
import type { Caller, Context } from '../work/workspace/context.ts';
import type { Opened } from '../work/workspace/open.ts';
import type { Command } from './command.ts';
import { checkForPeople, checkTokenRight, withWholeLine } from './for-people.ts';
import { parseInput } from './parse.ts';
import { allowPaths } from './paths.ts';

export interface Executed {
  command: Command;
  context: Context;
  input: Record<string, unknown>;
  output: unknown;
  /** The queue that the repository had before, if it has none now. */
  former?: FormerQueue;
}

export interface ExecuteOptions {
  /**
   * Runs automatic jobs that are due before the command. A process for one command runs all of them. A server runs only
   * the part that `keepUp` selects.
   */
  keep?(context: Context, causes: readonly Cause[]): Promise<void>;
  /** Runs an additional check of the interface just before the command. */
  check?(context: Context, input: Record<string, unknown>): void;
  /** Returns the context for the command: the given one, or one that adds to it. */
  around?(context: Context): Context;
}

/**
 * Runs one command for every interface. Parses the input, refreshes the store, checks the right of the caller's token,
 * runs due automatic jobs, checks the caller's permission, and calls `run`.
 * @param caller the caller, or a function that returns the caller from the refreshed store
 * @throws BacklogError of the parser, of a check or of the command
 */
export async function execute(
  workspace: Opened,
  caller: Caller | (() => Caller),
  command: Command,
  raw: unknown,
  { keep = upkeep, check, around }: ExecuteOptions = {},
): Promise<Executed> {
  const parsed = parseInput(command, raw);
  await workspace.ready();
  const context = workspace.context(typeof caller === 'function' ? caller() : caller);
  checkQueueToken(context.caller, context.store.state, context.clock.now);
  checkTokenRight(context.caller, command);
  const { toleratesDamage, effect } = command.access;
  // A queue with damage at its end can be read, but no job may write to it.
  if (!toleratesDamage && context.store.tail === null) await keep(context, causesFor({ reads: effect === 'read' }));
  // A run that doesn't exist is refused before any right to decide about it.
  const input = await orTell(context, () => withRuns(context, command, parsed));
  checkForPeople(context, command, input);
  allowPaths(command, input, context);
  check?.(context, input);
  const former = context.store.exists || toleratesDamage ? undefined : await formerQueue(context.workspace());
  // Only a person decides to begin a second queue.
  if (former && effect !== 'read' && context.caller.actor.kind !== 'human') throw secondQueue(former);
  if (former) context.former = former;
  const within = around?.(context) ?? context;
  const { seq } = context.store.state;
  const output = await orTell(within, async () => command.run(within, input)).catch((error: unknown) => {
    throw withWholeLine(error, command, input);
  });
  if (context.store.state.seq !== seq) await deliverNow(context);
  return { command, context, input, output, ...present({ former }) };
}

/** Has the events of a command delivered. The command is done, so a failure is only noted; the next one tries again. */
async function deliverNow(context: Context): Promise<void> {
  try {
    await deliver(context);
  } catch (error) {
    context.store.appendDiagnostic(`webhooks: ${String(error)}`);
  }
}

/** Runs a step of a command. Replaces an error about a missing task if the task is archived. */
async function orTell<Result>(context: Context, step: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof BacklogError) || !anyArchived(context.store)) throw error;
    const { archivedError } = await loadArchive();
    throw await archivedError(context, error);
  }
}

/**
 * Replaces the names of runs in a command's input by their ids. All interfaces do it here, so that a number is a task in
 * each of them.
 * @throws BacklogError if a name is that of no run, or of several
 */
function withRuns(
  context: Context,
  { name, input }: Pick<Command, 'name' | 'input'>,
  parsed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { run, runs, verb } = parsed;
  const { shape } = input();
  const command = name === 'run_control' ? `run_${verb}` : name;
  return {
    ...parsed,
    ...('run' in shape && typeof run === 'string' ? { run: namedRun(context, run, command) } : {}),
    ...('runs' in shape && Array.isArray(runs) ? { runs: namedRuns(context, runs, command) } : {}),
  };
}
