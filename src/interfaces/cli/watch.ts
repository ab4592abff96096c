import { setTimeout as wait } from 'node:timers/promises';
import { type Executed, execute } from '../../commands/execute.ts';
import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { Streams } from './run.ts';

/** How long a change is waited for before it is looked again, since times pass and agents talk, in milliseconds. */
const AGAIN_MS = 1_000;
/** Changes that come closer together than this are shown together, in milliseconds. */
const TOGETHER_MS = 100;

interface Watching {
  workspace: Opened;
  caller: Caller;
  streams: Streams;
  json: boolean;
  show(executed: Executed): Promise<string>;
}

/**
 * Shows a command, or what it began, again whenever that has changed, until Ctrl+C or until nothing more is to come. On a terminal over
 * what was there before, else below it.
 */
export async function watch(
  first: Executed,
  shown: string,
  { workspace, caller, streams, json, show }: Watching,
): Promise<void> {
  const { name, input } = first.command.watch?.(first.output) ?? { name: first.command.name, input: first.input };
  const { interrupted, rewrites } = streams;
  let last = shown;
  while (!interrupted.aborted) {
    const executed = await execute(workspace, () => caller, name, input);
    const text = await show(executed);
    if (text !== last) streams.out(rewrites && !json ? over(last, text) : text);
    last = text;
    if (executed.command.settled?.(executed.output)) return;
    await change(workspace, interrupted);
  }
  if (first.command.effect !== 'read') streams.err('What was begun goes on in the background.');
}

/** Waits for a commit, or a moment. */
async function change({ store }: Opened, interrupted: AbortSignal): Promise<void> {
  const late = AbortSignal.any([interrupted, AbortSignal.timeout(AGAIN_MS)]);
  try {
    for await (const _ of store.follow({ from: store.state.seq + 1, signal: late })) break;
    await wait(TOGETHER_MS, undefined, { signal: interrupted });
  } catch {
    // Time is up, or Ctrl+C.
  }
}

/** The text in place of the one before: up to its first line, and everything below goes. */
function over(last: string, text: string): string {
  return `\u001b[${last.split('\n').length}F\u001b[0J${text}`;
}
