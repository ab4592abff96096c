import { groupedBy } from '../../base/iterables.ts';
import type { DiffRow } from '../../domain/runs/change-shapes.ts';
import { namedFile } from '../../domain/runs/named-file.ts';
import { writtenLine } from '../providers/printed-fields.ts';
import { EVENT_LIMITS, type WrittenFile } from '../providers/run-event.ts';
import type { LoggedEvent } from './event-words.ts';
import { readEvents } from './events.ts';

/** A step of a run's agent that wrote lines of a file. */
interface WritingStep {
  path: string;
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
interface Call extends Omit<WritingStep, 'path' | 'ranges'> {
  id: string;
  lines?: ReadonlySet<string>;
}

/** A changed file: its path, and the rows of its diff. */
export interface DiffedFile {
  path: string;
  rows: readonly DiffRow[];
}

/**
 * Finds the agent's steps that wrote some changed files, in one reading of the run's log. A line belongs to the last call that wrote this text, a
 * line without a letter or digit to the call of the line before. If no call reports its text, all lines belong to the
 * last call.
 * @param log path of the events
 * @param changed the paths of all changed files, to recognise those that a call names
 */
export function stepsOf(log: string, files: readonly DiffedFile[], changed: readonly string[]): WritingStep[] {
  const calls = callsOf(eventsOf(log), changed);
  return files.flatMap(({ path, rows }) => stepsIn(calls.get(path) ?? [], path, rows));
}

function stepsIn(calls: readonly Call[], path: string, rows: readonly DiffRow[]): WritingStep[] {
  const steps = calls.map(({ id: _, lines: __, ...step }) => ({ path, ...step, ranges: [] as WritingStep['ranges'] }));
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

/** Selects the successful calls that write each file, with the agent's words before each. */
function callsOf(events: Iterable<LoggedEvent>, paths: readonly string[]): Map<string, Call[]> {
  const calls: (Call & { path: string })[] = [];
  const failed = new Set<string>();
  let [round, said] = [1, ''];
  for (const event of events) {
    if (event.type === 'round') [round, said] = [event.n, ''];
    if (event.type === 'text') said = event.text.slice(0, EVENT_LIMITS.text);
    if (event.type === 'tool_end' && !event.ok) failed.add(event.id);
    if (event.type !== 'tool') continue;
    const { id, name, at } = event;
    for (const { path: named, lines } of writtenFiles(event.wrote)) {
      const path = namedFile(named, paths);
      if (path === undefined || calls.some((call) => call.id === id && call.path === path)) continue;
      calls.push({
        ...{ path, id, at, round, call: `${name} ${path}` },
        ...(said === '' ? {} : { said }),
        ...(lines ? { lines: new Set(lines) } : {}),
      });
    }
  }
  return groupedBy(
    calls.filter(({ id }) => !failed.has(id)),
    ({ path }) => path,
  );
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
