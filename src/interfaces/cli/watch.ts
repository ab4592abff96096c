import { counted } from '../../base/amounts.ts';
import { type Executed, execute } from '../../commands/execute.ts';
import { commandNamed } from '../../commands/index.ts';
import type { BacklogError } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { doesText, isAtWork } from '../../domain/state-words.ts';
import { seekRun } from '../../runs/find-run.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { outageText } from '../../text/error.ts';
import { runStepText } from '../../text/runs/run.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { lookAtChanges } from '../../work/workspace/next-change.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { Streams } from './io.ts';
import { shownHeight } from './terminal/pager.ts';

/**
 * Maximum time between two updates, in milliseconds. Dates pass and agents write to their logs even if the queue
 * doesn't change.
 */
export const SHOWN_FOR_MS = 1_000;

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
  const inPlace = rewrites && !json;
  const put = inPlace ? rewriting(streams, shown) : streams.out;
  let last = shown;
  const lost = (error: BacklogError) => {
    const notice = `backlog: ${outageText(error)}`;
    if (!inPlace) return streams.err(notice);
    last = `${last}\n${notice}`;
    put(last);
  };
  const look = async () => {
    const executed = await execute(workspace, caller, command, input);
    const text = await show(executed);
    if (text !== last) put(text);
    last = text;
    const still = stillRuns(executed, workspace, caller);
    if (still.length === 0 && !command.cli?.isFinal?.(executed.output)) return false;
    if (!json) for (const line of still) streams.err(`backlog: ${line}`);
    return true;
  };
  const isOver = await lookAtChanges(look, { workspace, ms: () => SHOWN_FOR_MS, signal: interrupted, lost });
  if (!isOver && first.command.access.effect !== 'read') streams.err('The command continues in the background.');
}

/** Maximum number of runs whose next steps are printed. */
const MOST_STEPS = 3;

/**
 * Returns a sentence for each run of an output that only a person moves, or that is over: its state and the next step.
 * Empty while one of the runs works.
 */
function stillRuns({ command, input, output }: Executed, { store, context }: Opened, caller: Caller): string[] {
  const { run } = input as { run?: unknown };
  const listed = command.name === 'run_list' ? (output as { runs: readonly { run: Run }[] }).runs : [];
  const one = command.cli?.positional?.[0] === 'run' && typeof run === 'string' ? seekRun(store.state, run) : undefined;
  const runs = one ? [one] : listed.map((view) => view.run);
  if (runs.some((each) => isAtWork(each) || (each.state === 'merged' && each.outgoing))) return [];
  return runs.slice(0, MOST_STEPS).map((each) => {
    const view = viewRun(context(caller), each);
    return `run ${each.id} ${doesText(each)}. next: ${runStepText(view.run, 'cli', view)}`;
  });
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
