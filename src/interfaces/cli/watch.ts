import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { type Executed, execute } from '../../commands/execute.ts';
import { commandNamed } from '../../commands/index.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { Streams } from './io.ts';

/**
 * Maximum time between two updates, in milliseconds. Even without a change of the queue, dates pass and agents write to
 * their logs.
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
 * Shows the output of a command, or the work that the command started, after every change. Ends with Ctrl+C, or when
 * the output cannot change any more. On a terminal, each text replaces the previous one. Other outputs get one text
 * after the other.
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
    await change(workspace, interrupted);
  }
  if (first.command.access.effect !== 'read') streams.err('The command continues in the background.');
}

/** Waits for a change of the queue, at most `AGAIN_MS`. */
async function change({ store }: Opened, interrupted: AbortSignal): Promise<void> {
  const late = AbortSignal.any([interrupted, AbortSignal.timeout(AGAIN_MS)]);
  try {
    for await (const _ of store.follow({ from: store.state.seq + 1, signal: late })) break;
    await wait(TOGETHER_MS, undefined, { signal: interrupted });
  } catch {
    // The time is over, or the person pressed Ctrl+C.
  }
}

/**
 * Returns a function that replaces the previous text by the next one. A text that is higher than the terminal is cut at
 * the end. If the size of the terminal changes, the old lines cannot be located, so the screen is cleared.
 */
function rewriting({ out, size }: Streams, shown: string): (text: string) => void {
  let before = { ...size(), lines: shown.split('\n') };
  return (text) => {
    const now = size();
    const lines = text.split('\n');
    const room = (now.rows || lines.length + 2) - 1;
    const kept = lines.length > room ? [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`] : lines;
    const moved = now.columns !== before.columns || now.rows !== before.rows;
    const up = heightOf(before.lines, before.columns);
    out(`${moved || up > room ? '\u001b[H\u001b[2J' : `\u001b[${up}F\u001b[0J`}${kept.join('\n')}`);
    before = { ...now, lines: kept };
  };
}

/** Number of terminal lines that these lines fill. Long lines wrap. */
function heightOf(lines: readonly string[], columns: number | undefined): number {
  if (!columns) return lines.length;
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)), 0);
}
