import { counted } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { type Executed, execute } from '../../commands/execute.ts';
import { type Command, findCommand } from '../../commands/index.ts';
import { queueNote } from '../../commands/render.ts';
import { refuse } from '../../domain/errors.ts';
import { BROKER_VARIABLE } from '../../domain/runs/sandbox.ts';
import { startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import type { Store } from '../../store/index.ts';
import { harmless, oneLine } from '../../text/safe.ts';
import { foreignVariableLines } from '../../work/workspace/foreign-variables.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import { terminalCaller } from './caller.ts';
import type { Calling } from './calling.ts';
import { confirms, executeAgreed } from './confirm.ts';
import { editAndExecute } from './editor.ts';
import { globsFromFolder } from './from-folder.ts';
import { filesOf, importFiles } from './import-files.ts';
import type { Streams } from './io.ts';
import { sayEmpty, sayKept, sayLeftOut, sayRead, sayUnknownTags, shownOf } from './print-result.ts';
import { chooseQueue } from './queues/chosen-queue.ts';
import { narrow } from './queues/profile-filter.ts';
import { readFiles } from './read-file-args.ts';
import { chosenInputs } from './selection.ts';
import { printPaged } from './terminal/pager.ts';
import { printFitted } from './terminal/print-fitted.ts';
import { barOn } from './terminal/progress.ts';
import { watchCommand } from './watch.ts';
import type { ParsedArgs } from './words/plain/parsed-args.ts';

/**
 * Runs one command of the queue.
 * @returns the exit code: 0 for success, 1 if the command found nothing to change or the person declined
 */
export async function one(
  found: { command: Command; said: string },
  { input, flags, kept, read, words: several }: ParsedArgs,
  streams: Streams,
): Promise<number> {
  if (streams.env[BROKER_VARIABLE] !== undefined) {
    const { callThroughBroker } = await import('./broker-call.ts');
    return callThroughBroker(found.command, input, flags.json === true, streams);
  }
  const watches =
    flags.watch || (streams.rewrites && !flags.json && found.command.cli?.autoWatch?.includes(found.said) === true);
  const { cwd, env, as, filter } = await chooseQueue(flags, streams);
  if (filter !== undefined) narrow(input, found.command, filter);
  if (!flags.json) sayRead(found.command, read, streams);
  if (flags.all_queues) {
    const { executeAcross } = await import('./queues/across.ts');
    return executeAcross(found.command, { input, flags }, streams);
  }
  const workspace = await openWorkspace({
    ...{ cwd, env, ...present({ now: streams.now }) },
    start: startSupervisor,
    store: { validate: validateRecord, blocking: true },
    tolerant: found.command.access.toleratesDamage ?? false,
    brief: found.command.access.effect === 'write' && !flags.watch,
  });
  sayForeign(workspace.store.state.seq > 0, flags, streams);
  if (!flags.json) sayUnknownTags(found.command, several ?? [], workspace.store, streams);
  const bar = streams.put && barOn(streams.put, streams);
  try {
    if (!workspace.store.exists && streams.ask && !flags.json && !found.command.access.toleratesDamage) {
      const { askToJoin } = await import('./queues/ask-to-join.ts');
      await askToJoin(workspace, { ...streams, ask: streams.ask, as });
    }
    const caller = {
      ...terminalCaller({ ...streams, as, queue: workspace.store }),
      // A person who reads lines has time for a second thought. Programs that read JSON get no delay.
      ...(streams.ask && !flags.json ? { reads: true as const } : {}),
      progress: bar?.step,
    };
    const files = found.command.name === 'task_import' ? filesOf(several, cwd) : undefined;
    if (files) {
      const code = await importFiles(found.command, { files, input }, { workspace, caller, streams, flags });
      await maintain(workspace.store, streams);
      return code;
    }
    const given = await readFiles(input, found.command, { workspace, caller, streams });
    const { root } = workspace.context(caller);
    const sayGlob = (typed: string, glob: string) => streams.err(`backlog: ${oneLine(typed)} is ${oneLine(glob)}`);
    const wanted = globsFromFolder(given, found.command, { root, cwd, say: flags.json ? () => undefined : sayGlob });
    const calling = { workspace, caller, streams, flags };
    const executed = found.command.cli?.editor
      ? await editAndExecute(found.command, wanted, calling)
      : await executeChosen(found.command, wanted, calling);
    bar?.clear();
    if (executed) {
      sayQueueNote(executed, streams);
      const code = await say(executed, calling, watches);
      await sayKept(executed, kept, streams);
      sayEmpty(executed, wanted, streams);
      return code;
    }
    streams.err('Nothing was changed.');
    return 1;
  } finally {
    bar?.clear();
    await workspace.close();
    streams.over?.();
  }
}

async function say(
  executed: Executed,
  { workspace, caller, streams, flags }: Calling,
  watches: boolean,
): Promise<number> {
  const { command, output } = executed;
  const { show } = command;
  const nothing = !watches && (command.cli?.foundNothing?.(output) ?? false);
  const raw =
    flags.json || streams.rewrites || watches
      ? undefined
      : (show.bytes?.(output)?.bytes ?? (await show.file?.(output)));
  if (raw !== undefined) {
    streams.bytes(raw);
    const note = show.fileNote?.(output);
    if (note !== undefined) streams.err(note);
    return 0;
  }
  const shownText = (shown: Executed) => shownOf(shown, flags, streams);
  const text = await shownText(executed);
  if (nothing && !flags.json && !flags.rows) streams.err(text);
  else if (watches) streams.out(text);
  else if (text !== '' || !flags.rows) {
    // The answer to a change never waits for a key, because a program may have made the terminal.
    if (command.access.effect !== 'read') streams.out(text);
    else await printPaged(text, streams, { json: flags.json, noPager: flags.no_pager });
  }
  sayLeftOut(executed, flags, streams);
  if (command.access.effect !== 'read' && !command.access.toleratesDamage) await maintain(workspace.store, streams);
  const next = streams.follows && !flags.json && !watches ? command.cli?.followedBy?.(output) : undefined;
  if (next) {
    const followed = await execute(workspace, caller, findCommand(next.name)!, next.input);
    streams.out(await shownText(followed));
  }
  if (watches) await watchCommand(executed, text, { workspace, caller, streams, json: flags.json, show: shownText });
  return nothing || command.cli?.leavesOpen?.(output) ? 1 : 0;
}

/** Prints the line about the queue on stderr, so that no pipe gets it. */
export function sayQueueNote(executed: Executed, streams: Streams): void {
  const note = queueNote(executed);
  if (note !== undefined) streams.err(`backlog: ${note}`);
}

/** Tells a caller about variables of other programs that have no effect. */
function sayForeign(hasQueue: boolean, { json }: ParsedArgs['flags'], { env, err }: Streams): void {
  if (json) return;
  for (const line of foreignVariableLines(env, () => hasQueue)) err(`backlog: ${line}`);
}

/**
 * Runs the command for all selected tasks after the person has confirmed. Prints the output of each call except the
 * last one.
 * @returns the last call; undefined if the person declines
 */
export async function executeChosen(
  command: Command,
  wanted: Record<string, unknown>,
  { workspace, caller, streams, flags }: Calling,
): Promise<Executed | undefined> {
  const asked = await answered(command, wanted, { workspace, caller, streams, flags });
  const inputs = asked && (await chosenInputs(command, asked, { workspace, caller, streams, yes: flags.yes }));
  if (!inputs) return undefined;
  for (const [at, input] of inputs.slice(0, -1).entries()) {
    const executed = await executeAgreed(command, input, { workspace, caller, streams, flags });
    if (!executed) return stopped(at, inputs.length);
    streams.out(await shownOf(executed, flags, streams));
  }
  const last = await executeAgreed(command, inputs.at(-1), { workspace, caller, streams, flags });
  return last ?? stopped(inputs.length - 1, inputs.length);
}

/** Ends the calls after a no. @throws BacklogError `claimed` if some calls were made before */
function stopped(done: number, all: number): undefined {
  if (done === 0) return undefined;
  return refuse('claimed', `${counted(all - done, 'task')} of ${all} not changed, because you declined`);
}

/**
 * Asks the person the command's question, and makes the call that a yes makes first.
 * @returns the command's input; undefined if the person declines the command
 */
async function answered(
  command: Command,
  wanted: Record<string, unknown>,
  { workspace, caller, streams, flags }: Calling,
): Promise<Record<string, unknown> | undefined> {
  if (!command.cli?.asks) return wanted;
  await workspace.ready();
  const question = await command.cli.asks(workspace.context(caller), wanted);
  if (!question) return wanted;
  const { text, action, first, typed, input = wanted, declined } = question;
  const yes = flags.yes && !typed;
  // Without an answer, the command does what it can, and its output has a note.
  if (first && !yes && !streams.ask) return wanted;
  if (!flags.json || streams.ask) printFitted(harmless(text), streams);
  let agrees = yes;
  try {
    agrees ||= await confirms(streams, action, command.title);
  } finally {
    if (!agrees) await declined?.();
  }
  if (!agrees) return first && wanted;
  if (first) {
    const done = await execute(workspace, caller, findCommand(first.name)!, first.input);
    streams.err(await shownOf(done, { ...flags, json: false }, streams));
  }
  return input;
}

/** Runs the store's upkeep. The command's changes are already on the disk, so a failure doesn't change the exit code. */
export async function maintain(store: Store, streams: Streams): Promise<void> {
  try {
    await store.maintain();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    store.appendDiagnostic(`cli, maintenance: ${reason}`);
    streams.err(
      `backlog: the command is done, but maintenance failed: ${sentence(reason)} The next command tries it again.`,
    );
  }
}
