import type { DiffRow } from '../../domain/runs/change-shapes.ts';
import { writtenLine } from '../providers/printed-fields.ts';
import { EVENT_LIMITS, type WrittenFile } from '../providers/provider.ts';
import { type LoggedEvent, readEvents } from './events.ts';

/** A step of a run's agent that wrote lines of a file. */
export interface WritingStep {
  at: string;
  /** Number of the round. */
  round: number;
  /** The call, such as `Edit src/login.ts`. */
  call: string;
  /** The agent's last words before the call. Absent if it said nothing. */
  said?: string;
  /** The lines of the result that the step wrote, in order. Empty if they were changed later. */
  ranges: { from: number; to: number }[];
}

/** A call that writes the file. Without `lines`, the program doesn't report its text. */
interface Call extends Omit<WritingStep, 'ranges'> {
  id: string;
  lines?: ReadonlySet<string>;
}

/**
 * Finds the agent's steps that wrote a file, from the run's log. A line belongs to the last call that wrote this text, a
 * line without a letter or digit to the call of the line before. If no call reports its text, all lines belong to the
 * last call.
 * @param file path of the events
 * @param rows the rows of the file's diff
 */
export function stepsOf(file: string, path: string, rows: readonly DiffRow[]): WritingStep[] {
  const calls = callsOf(eventsOf(file), path);
  const steps = calls.map(({ id: _, lines: __, ...step }) => ({ ...step, ranges: [] as WritingStep['ranges'] }));
  let last = -1;
  for (const { kind, text, new: line } of rows) {
    if (kind !== '+' || line === undefined) {
      last = -1;
      continue;
    }
    const written = writtenLine(text);
    if (written !== '') last = calls.findLastIndex(({ lines }) => lines?.has(written) ?? true);
    const ranges = steps[last]?.ranges;
    const open = ranges?.at(-1);
    if (open && open.to === line - 1) open.to = line;
    else ranges?.push({ from: line, to: line });
  }
  return steps;
}

/** Reads all events of a log, piece by piece. */
function* eventsOf(file: string): Generator<LoggedEvent> {
  for (let from = 0; ; ) {
    const { events, next } = readEvents(file, from);
    yield* events;
    if (next === from) return;
    from = next;
  }
}

/** Selects the successful calls that write the file, with the agent's words before each. */
function callsOf(events: Iterable<LoggedEvent>, path: string): Call[] {
  const calls: Call[] = [];
  const failed = new Set<string>();
  let [round, said] = [1, ''];
  for (const event of events) {
    if (event.type === 'round') [round, said] = [event.n, ''];
    if (event.type === 'text') said = event.text.slice(0, EVENT_LIMITS.text);
    if (event.type === 'tool_end' && !event.ok) failed.add(event.id);
    if (event.type !== 'tool') continue;
    const written = writtenFiles(event.wrote).find((one) => one.path === path || one.path.endsWith(`/${path}`));
    if (!written) continue;
    const { id, name, at } = event;
    calls.push({
      ...{ id, at, round, call: `${name} ${path}` },
      ...(said === '' ? {} : { said }),
      ...(written.lines ? { lines: new Set(written.lines) } : {}),
    });
  }
  return calls.filter(({ id }) => !failed.has(id));
}

/** Returns the valid entries of a field of the log, because the agent can write to the log. */
function writtenFiles(field: unknown): WrittenFile[] {
  if (!Array.isArray(field)) return [];
  return field.flatMap((one: Partial<WrittenFile> | null) => {
    if (typeof one?.path !== 'string') return [];
    const lines = Array.isArray(one.lines) ? one.lines.filter((line) => typeof line === 'string') : undefined;
    return [{ path: one.path, ...(lines ? { lines } : {}) }];
  });
}
