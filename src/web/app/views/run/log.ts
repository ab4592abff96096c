import { withoutEscapes } from '../../../../base/output/escapes.ts';
import { capital } from '../../../../base/quote.ts';
import { eventWords, type LoggedEvent } from '../../../../runs/view/event-words.ts';
import type { Outputs } from '../../../sdk/calls.ts';

export type LogEvent = Outputs['run_events']['events'][number];

/** A row of the log: text, an event of the run, or a folded group of consecutive tool calls. */
export type LogRow =
  | { kind: 'text'; key: number; at: string; text: string }
  | { kind: 'mark'; key: number; at: string; text: string; tone: 'plain' | 'good' | 'bad' }
  | { kind: 'tools'; key: number; at: string; text: string; failed: number; calls: readonly ToolCall[] };

export interface ToolCall {
  key: number;
  at: string;
  text: string;
  failed: boolean;
}

/**
 * Converts events to rows, oldest first. Omits events without information for a person. A row's key is the number of
 * its first event, so it stays the same when older events are dropped.
 */
export function logRows(events: readonly LogEvent[], from = 0): LogRow[] {
  const rows: LogRow[] = [];
  let calls: ToolCall[] = [];
  const close = (key: number) => {
    if (calls.length > 0) rows.push(toolsRow(key, calls));
    calls = [];
  };
  let first = 0;
  for (const [at, event] of events.entries()) {
    const key = from + at;
    const call = callOf(event);
    if (call) {
      if (calls.length === 0) first = key;
      calls.push({ key, ...call });
      continue;
    }
    const row = rowOf(event, key);
    if (!row) continue;
    close(first);
    rows.push(row);
  }
  close(first);
  return rows;
}

function toolsRow(key: number, calls: readonly ToolCall[]): LogRow {
  const failed = calls.filter((call) => call.failed).length;
  const text = calls.length === 1 ? calls[0]!.text : `${calls.length} steps: ${calls.at(-1)!.text}`;
  return { kind: 'tools', key, at: calls[0]!.at, text, failed, calls };
}

/** The events that are shown as calls of tools, which fold. */
const CALLS: ReadonlySet<string> = new Set(['tool', 'tool_end', 'subagent', 'denied']);

function callOf(event: LogEvent): Omit<ToolCall, 'key'> | undefined {
  const words = CALLS.has(event.type) ? eventWords(event as LoggedEvent) : undefined;
  return words && { at: event.at, text: withoutEscapes(words.text), failed: words.tone === 'bad' };
}

function rowOf(event: LogEvent, key: number): LogRow | undefined {
  const { type, at } = event;
  if (type === 'text' || type === 'raw') return { kind: 'text', key, at, text: withoutEscapes(String(event.text)) };
  const words = eventWords(event as LoggedEvent);
  if (!words) return undefined;
  const text = withoutEscapes(words.text);
  // Texts of programs and people stay as they are.
  const said = type === 'note' || type === 'step';
  return { kind: 'mark', key, at, text: said ? text : capital(text), tone: words.tone };
}

/** Returns the indexes of the rows with errors: failed checks and calls, errors of the program, a failed run. */
export function errorsIn(rows: readonly LogRow[]): number[] {
  return rows.flatMap((row, i) =>
    (row.kind === 'mark' && row.tone === 'bad') || (row.kind === 'tools' && row.failed > 0) ? [i] : [],
  );
}
