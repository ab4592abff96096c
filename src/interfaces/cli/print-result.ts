import type { Executed } from '../../commands/execute.ts';
import { render, renderScreen } from '../../commands/render.ts';
import { outputRows, renderRows, rowsTable } from '../../commands/rows.ts';
import type { Streams } from './io.ts';
import { screenOf } from './terminal/colour.ts';
import type { ParsedArgs } from './words/args.ts';
import { TABLE_FORMAT } from './words/row-flags.ts';

type Flags = ParsedArgs['flags'];

/** Returns the output as JSON, as plain text, or as a layout for the terminal's present size. */
export async function shownOf(executed: Executed, { json, color, rows }: Flags, streams: Streams): Promise<string> {
  const screen = screenOf({ ...streams, color });
  if (rows?.format === TABLE_FORMAT)
    return screen ? rowsTable(executed, rows.fields, screen) : renderRows(executed, { ...rows, format: 'json' }, PIPE);
  if (rows) return renderRows(executed, rows, { onTerminal: streams.rewrites });
  if (json) return render(executed, { json });
  return screen ? renderScreen(executed, screen) : render(executed);
}

const PIPE = { onTerminal: false };

/** Prints on stderr that further rows exist, unless the output itself mentions it. */
export function sayLeftOut(executed: Executed, { rows, json, color }: Flags, streams: Streams): void {
  const isText = !rows && executed.command.show.rows?.pages && !json && !screenOf({ ...streams, color });
  const isJson = rows?.format === 'json' || (rows?.format === TABLE_FORMAT && !screenOf({ ...streams, color }));
  if (!isText && (!rows || isJson)) return;
  const { note } = executed.command.show.rows!;
  const told = note ? note(executed.output) : leftOut(executed.output as Page, outputRows(executed).length);
  if (told !== undefined) streams.err(`backlog: ${told}`);
}

function leftOut({ total, next, more }: Page, count: number): string | undefined {
  if (next !== undefined) return `${count} of ${total}; --cursor ${next} gives the next, --limit more.`;
  if ((total ?? 0) <= count && more?.limit === undefined) return undefined;
  return `the first ${count}${total === undefined ? '' : ` of ${total}`}; --limit gives more.`;
}

/** The fields of a list's output that mention further rows. */
interface Page {
  total?: number;
  next?: string;
  more?: { limit?: number };
}
