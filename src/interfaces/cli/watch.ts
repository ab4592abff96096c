import { setTimeout as wait } from 'node:timers/promises';
import { counted } from '../../base/amounts.ts';
import { type Executed, execute } from '../../commands/execute.ts';
import { commandNamed } from '../../commands/index.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { Streams } from './io.ts';
import { shownHeight } from './shown-height.ts';

/**
 * Maximum time between two updates, in milliseconds. Dates pass and agents write to their logs even if the queue
 * doesn't change.
 */
const AGAIN_MS = 1_000;
/** Time in milliseconds within which several changes cause only one update. */
const TOGETHER_MS = 100;

interface Watching {
  workspace: Opened;
  caller: Caller;
  streams: Streams;
  json: boolean;
  show(executed: Executed): Promise<string>;
}

/**
 * Shows the output of a command, or the work that it started, after every change. Ends with Ctrl+C, or when the output
 * can't change any more. On a terminal, each text replaces the text before; other outputs get all texts.
 */
export async function watchCommand(
  first: Executed,
  shown: string,
  { workspace, caller, streams, json, show }: Watching,
): Promise<void> {
  const other = first.command.cli?.watchInstead?.(first.output);
  const [command, input] = other ? [commandNamed(other.name), other.input] : [first.command, first.input];
  const { interrupted, rewrites } = streams;
  const put = rewrites && !json ? rewriting(streams, shown) : streams.out;
  let last = shown;
  while (!interrupted.aborted) {
    const executed = await execute(workspace, caller, command, input);
    const text = await show(executed);
    if (text !== last) put(text);
    last = text;
    if (command.cli?.isFinal?.(executed.output)) return;
    await nextChange(workspace, interrupted);
  }
  if (first.command.access.effect !== 'read') streams.err('The command continues in the background.');
}

/** Waits for a change of the queue, at most {@link AGAIN_MS}. Also ends when the signal aborts. */
export async function nextChange({ store }: Opened, interrupted: AbortSignal): Promise<void> {
  const late = AbortSignal.any([interrupted, AbortSignal.timeout(AGAIN_MS)]);
  try {
    for await (const _ of store.follow({ from: store.state.seq + 1, signal: late })) break;
    await wait(TOGETHER_MS, undefined, { signal: interrupted });
  } catch {
    // The time is over, or the person pressed Ctrl+C.
  }
}

/**
 * Returns a function that replaces the shown text by the next one. Cuts a text that is higher than the terminal. Clears
 * the screen if its size has changed, because the old lines can't be found then.
 */
function rewriting({ out, size }: Streams, shown: string): (text: string) => void {
  let before = { ...size(), lines: shown.split('\n') };
  return (text) => {
    const now = size();
    const lines = text.split('\n');
    const room = (now.rows || lines.length + 2) - 1;
    const kept =
      lines.length > room ? [...lines.slice(0, room - 1), `… ${counted(lines.length - room + 1, 'more line')}`] : lines;
    const moved = now.columns !== before.columns || now.rows !== before.rows;
    const up = shownHeight(before.lines, before.columns);
    out(`${moved || up > room ? '\u001b[H\u001b[2J' : `\u001b[${up}F\u001b[0J`}${kept.join('\n')}`);
    before = { ...now, lines: kept };
  };
}
