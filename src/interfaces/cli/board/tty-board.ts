import { basename } from 'node:path';
import { present } from '../../../base/present.ts';
import { commandNamed } from '../../../commands/index.ts';
import { usageHint } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { startSupervisor } from '../../../runs/supervisor/start-supervisor.ts';
import { nextChange } from '../../../work/workspace/next-change.ts';
import { type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { validateRecord } from '../../../work/workspace/validate.ts';
import { terminalCaller } from '../caller.ts';
import type { Calling } from '../calling.ts';
import type { Streams } from '../io.ts';
import { chooseQueue } from '../queues/chosen-queue.ts';
import { narrow } from '../queues/profile-filter.ts';
import { one } from '../run-command.ts';
import { screenOf } from '../terminal/colour.ts';
import { SHOWN_FOR_MS } from '../watch.ts';
import type { ParsedArgs } from '../words/plain/parsed-args.ts';
import { type BoardReader, createBoardCards } from './board-cards.ts';
import { AT_TOP, isUtf8 } from './draw.ts';
import { type BoardSession, startSession } from './session.ts';
import { keptFocus } from './view.ts';

/** Time in milliseconds after which all cards are read again, because dates pass without a change. */
const MINUTE_MS = 60_000;
/** Largest drawing, in cells. A broken connection can report a terminal of any size. */
const MOST = { columns: 1_000, rows: 500 };

/**
 * Runs `backlog board --tty`: the board on the whole screen of the terminal, until the person quits. Without a terminal
 * for keys and screen, prints the board once, as `report board` does.
 * @param input a filter and the flags of `report board`
 * @returns the exit code
 * @throws BacklogError
 */
export async function ttyBoard(
  input: ParsedArgs['input'],
  flags: ParsedArgs['flags'],
  streams: Streams,
): Promise<number> {
  const command = commandNamed('report_board');
  const screen = screenOf({ ...streams, color: flags.color });
  if (!streams.fullScreen || !screen || flags.json || flags.rows)
    return one({ command, said: '' }, { input, flags, kept: [] }, streams);
  const other = Object.keys(input).find((name) => name !== 'filter' && name !== 'limit');
  if (other !== undefined) refuse('usage', `board --tty takes no --${other}`, { hint: usageHint('board') });
  const { cwd, env, as, filter } = await chooseQueue(flags, streams);
  if (filter !== undefined) narrow(input, command, filter);
  const workspace = await openWorkspace({ cwd, env, start: startSupervisor, store: { validate: validateRecord } });
  try {
    const calling = { workspace, caller: terminalCaller({ ...streams, as, queue: workspace.store }), streams, flags };
    const limit = input.limit === undefined ? undefined : Number(input.limit);
    return await show(calling, { filter: String(input.filter ?? ''), ...present({ limit }) });
  } finally {
    await workspace.close();
  }
}

/** Shows the board until the person quits. @returns the exit code */
async function show(calling: Calling, { filter, limit }: { filter: string; limit?: number }): Promise<number> {
  const { workspace, caller, streams, flags } = calling;
  const reader = createBoardCards({ workspace, caller, ...present({ limit }) });
  const cards = await reader.load(filter);
  const utf8 = isUtf8(streams.env);
  const session = await startSession({
    ...{ calling, reader, openTerminal: streams.fullScreen! },
    view: {
      ...{ title: basename(workspace.where.root), ...cards, tops: AT_TOP, focus: keptFocus(cards.columns, undefined) },
      ...{ over: undefined, message: undefined, busy: false },
    },
    canvas() {
      const { columns, rows = 24, colour } = screenOf({ ...streams, color: flags.color })!;
      const size = { columns: Math.min(columns, MOST.columns), rows: Math.min(rows, MOST.rows) };
      return { ...size, colour, utf8, clock: workspace.context(caller).clock };
    },
  });
  streams.interrupted.addEventListener('abort', () => session.quit(130));
  try {
    await followChanges(calling.workspace, reader, session);
  } catch (error) {
    session.quit(1);
    await session.close();
    throw error;
  }
  return session.close();
}

/** Shows the changes of all processes until the person quits. */
async function followChanges(workspace: Opened, reader: BoardReader, { show, left }: BoardSession): Promise<void> {
  for (let read = Date.now(); !left.aborted; ) {
    await nextChange(workspace.store, SHOWN_FOR_MS, left);
    if (left.aborted) return;
    const isLate = Date.now() - read > MINUTE_MS;
    if (isLate) read = Date.now();
    await show(isLate ? reader.load() : reader.refresh());
  }
}
