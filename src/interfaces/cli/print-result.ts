import { sentence } from '../../base/output/sentence.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { Executed } from '../../commands/execute.ts';
import type { Command } from '../../commands/index.ts';
import { render, renderScreen } from '../../commands/render.ts';
import { outputRows, renderRows, rowsTable } from '../../commands/rows.ts';
import { SHORT_FLAGS } from '../../commands/short-flags.ts';
import { callOf, inputOf } from '../../domain/calls/door.ts';
import { virtualTag } from '../../domain/urgency/virtual-tags.ts';
import type { Store } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import type { Streams } from './io.ts';
import { screenOf } from './terminal/colour.ts';
import type { ParsedArgs } from './words/plain/parsed-args.ts';
import { stateNote } from './words/plain/state-note.ts';
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

/** Prints how words of a filter were read. */
export function sayRead(command: Command, read: ParsedArgs['read'], { err }: Streams): void {
  if (read) err(`backlog: ${stateNote(command, read)}`);
}

/** Prints the terms of a list that leave out a tag which no task has. `-aroot` could be a flag with its value. */
export function sayUnknownTags(command: Command, words: readonly string[], store: Store, { err }: Streams): void {
  const tags =
    command.access.effect === 'read' ? words.flatMap((word) => /^-([a-z][\w.-]+)$/i.exec(word)?.[1] ?? []) : [];
  if (tags.length === 0) return;
  const used = new Set(Array.from(store.state.all('task'), ([, task]) => task.tags ?? []).flat());
  for (const tag of tags.filter((one) => !used.has(one) && !virtualTag(one))) {
    const isState = virtualTag(tag.toUpperCase()) !== undefined;
    const isFlag = Object.hasOwn(SHORT_FLAGS, tag[0]!);
    const line = isState ? `-${tag.toUpperCase()}` : isFlag ? `-${tag[0]} ${tag.slice(1)}` : undefined;
    const what = isState ? 'To leave out the state' : 'As a flag with its value';
    const meant = line === undefined ? '' : ` ${what}: \`${callOf('cli', command.name, line)}\``;
    err(`backlog: -${oneLine(tag, 60)} leaves out a tag that no task has.${meant}`);
  }
}

/** Prints the words that look like a field but were stored as text, each with the line that sets the field. */
export async function sayKept(
  { output, context }: Executed,
  kept: ParsedArgs['kept'],
  streams: Streams,
): Promise<void> {
  const { id } = output as { id?: unknown };
  for (const { word, meant } of kept) {
    const said = `backlog: kept as text: ${oneLine(word, 60)}.`;
    if (meant.length === 0) {
      streams.err(`${said} Backlog sets this field itself.`);
      continue;
    }
    const words = [String(id), ...meant.map((each) => oneLine(each, 60))];
    const { rehearsedRefusal } = await import('./refusals/fitted-refusal.ts');
    const why = await rehearsedRefusal(context, ['modify', ...words]);
    const call = callOf('cli', 'task_modify', words.map(shellWord).join(' '));
    streams.err(`${said} ${why === undefined ? `To set the field: \`${call}\`` : sentence(`As a field: ${why}`)}`);
  }
}

/**
 * Prints the flags of a new task that had an empty value. Only a change of a task accepts an empty value, which clears
 * the field.
 */
export function sayEmpty({ command }: Executed, wanted: Record<string, unknown>, streams: Streams): void {
  if (command.name !== 'task_add') return;
  for (const [name, value] of Object.entries(wanted))
    if (value === '') streams.err(`backlog: ${inputOf('cli', name)} is empty, so it sets nothing`);
}
