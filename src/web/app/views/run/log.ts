import { isParked, type RunState } from '../../../../domain/runs/run-states.ts';
import { stateLabel } from '../../../../domain/state-words.ts';
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

function callOf({ type, at, ...event }: LogEvent): Omit<ToolCall, 'key'> | undefined {
  if (type === 'tool') return { at, text: `${event.name} ${event.summary}`, failed: false };
  if (type === 'subagent') return { at, text: `subagent ${event.state}: ${event.summary}`, failed: false };
  if (type === 'tool_end' && event.ok === false) return { at, text: `failed: ${event.summary}`, failed: true };
  if (type === 'denied') return { at, text: `denied: ${event.tool}: ${event.why}`, failed: true };
  return undefined;
}

function rowOf({ type, at, ...event }: LogEvent, key: number): LogRow | undefined {
  const mark = (text: string, tone: 'plain' | 'good' | 'bad' = 'plain'): LogRow => ({
    kind: 'mark',
    key,
    at,
    text,
    tone,
  });
  switch (type) {
    case 'text':
    case 'raw':
      return { kind: 'text', key, at, text: plain(String(event.text)) };
    case 'note':
      return mark(plain(String(event.text)), ERROR.test(String(event.text)) ? 'bad' : 'plain');
    case 'step':
      return mark(String(event.text));
    case 'state': {
      const state = event.state as RunState;
      const text = [stateLabel(state), event.text].filter(Boolean).join(': ');
      return mark(text, isParked(state) ? 'bad' : 'plain');
    }
    case 'round':
      return mark(`Round ${event.n} (${event.why})`);
    case 'check':
      return mark(`Check ${event.name}: ${event.ok ? 'passed' : `failed, ${event.why}`}`, event.ok ? 'good' : 'bad');
    case 'snapshot':
      return mark(
        `Result ${String(event.commit).slice(0, 12)}: ${event.files} ${event.files === 1 ? 'file' : 'files'}`,
      );
    case 'retrying':
      return mark(`Retry ${event.attempt}: ${event.why}`, 'bad');
    case 'limit':
      return mark(String(event.kind).replaceAll('_', ' '), 'bad');
    default:
      return undefined;
  }
}

/** Matches a line of standard error that reports an error. */
const ERROR = /\b(\w*error|\w*exception|fatal|panic(ked)?|traceback|segmentation fault)\b/i;

/** Returns the indexes of the rows with errors: failed checks and calls, errors of the program, a failed run. */
export function errorsIn(rows: readonly LogRow[]): number[] {
  return rows.flatMap((row, i) =>
    (row.kind === 'mark' && row.tone === 'bad') || (row.kind === 'tools' && row.failed > 0) ? [i] : [],
  );
}

/** Removes the colour codes of a terminal. */
function plain(text: string): string {
  return text.replaceAll(COLOURS, '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colour codes begin with the escape character.
const COLOURS = /\u001b\[[\d;]*m/g;
