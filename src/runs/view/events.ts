import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { isObject } from '../../base/is-object.ts';
import { ownProperty } from '../../base/own-property.ts';
import { isSystemError } from '../../domain/errors.ts';
import { appendPlain, openPlain } from '../../work/paths/plain-file.ts';
import type { RunEvent, TokenUsage } from '../providers/run-event.ts';
import type { LoggedEvent, OwnEvent } from './event-words.ts';

/**
 * Maximum size of a run's events in bytes. Beyond it, events of the agent are dropped, except growing usage and, within a
 * reserve, limits and ends of turns.
 */
export const MOST_EVENT_BYTES = 64 * 1024 * 1024;
/** The size of that reserve, in bytes. */
const RESERVE_BYTES = 1024 * 1024;
/** Maximum number of bytes that one read of the file gets. */
const PIECE = 1024 * 1024;

export interface EventLog {
  add(event: RunEvent | OwnEvent): void;
  close(): void;
}

/**
 * Appends events to a file. Each event is one complete line that others can read at once. When the file has its maximum
 * size, adds only the supervisor's events, and those of the agent on which decisions depend: growing usage, limits and
 * ends of turns. A full disk does not end the run.
 */
export function openEvents(file: string, now: () => string): EventLog {
  const fd = appendPlain(file);
  let size = fstatSync(fd).size;
  let full = size >= MOST_EVENT_BYTES;
  const grows = growth();
  const write = (event: RunEvent | OwnEvent) => {
    try {
      size += writeSync(fd, `${JSON.stringify({ at: now(), ...event })}\n`);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  };
  if (size > 0 && !endsLine(file, size)) size += writeSync(fd, '\n');
  return {
    add(event) {
      if (event.type === 'round') grows.reset();
      const isMore = event.type === 'usage' && grows.by(event);
      const isReserved = RESERVED.has(event.type) && size < MOST_EVENT_BYTES + RESERVE_BYTES;
      if (full && !isMore && !isReserved && !OWN.has(event.type)) return;
      write(event);
      if (full || size < MOST_EVENT_BYTES) return;
      full = true;
      write({
        type: 'step',
        text: `further output of its agent is not recorded: the run log reached ${MOST_EVENT_BYTES} bytes`,
      });
    },
    close: () => closeSync(fd),
  };
}

const OWN: ReadonlySet<string> = new Set(['state', 'round', 'step', 'check', 'snapshot'] satisfies OwnEvent['type'][]);

const RESERVED: ReadonlySet<string> = new Set(['limit', 'quota', 'turn_end'] satisfies RunEvent['type'][]);

/** The growth of usage that a full file still gets, as a factor. It bounds the number of such events. */
const GROWTH = 1.01;

/** Compares each usage of a round with the last one that grew. */
function growth() {
  let [cost, tokens] = [0, 0];
  return {
    reset(): void {
      [cost, tokens] = [0, 0];
    },
    by({ costUsd = 0, tokens: { input, output } }: TokenUsage): boolean {
      if (costUsd <= cost * GROWTH && input + output <= tokens * GROWTH) return false;
      cost = Math.max(cost, costUsd);
      tokens = Math.max(tokens, input + output);
      return true;
    },
  };
}

/** Checks whether the file ends with a line end. A killed supervisor may have left an incomplete line. */
function endsLine(file: string, size: number): boolean {
  const fd = openPlain(file);
  if (fd === undefined) return true;
  try {
    const last = Buffer.alloc(1);
    readSync(fd, last, 0, 1, size - 1);
    return last[0] === 0x0a;
  } finally {
    closeSync(fd);
  }
}

/**
 * A part of the events, and the cursor for reading the next part. It doesn't include an incomplete last line; a later
 * read returns that.
 */
export interface EventPage {
  events: LoggedEvent[];
  next: number;
}

/**
 * Reads at most `most` events from a cursor. The cursor counts bytes from the beginning of the file; a negative one
 * counts from the end. A missing file has no events. Skips lines that are no events or longer than one read.
 */
export function readEvents(file: string, from = 0, { most = Number.POSITIVE_INFINITY } = {}): EventPage {
  const fd = openPlain(file);
  if (fd === undefined) return { events: [], next: 0 };
  try {
    const { size } = fstatSync(fd);
    const start = from < 0 ? Math.max(0, size + from) : Math.min(from, size);
    const piece = Buffer.alloc(Math.min(PIECE, size - start));
    readSync(fd, piece, 0, piece.length, start);
    const { events, read } = eventsIn(piece, most);
    return { events, next: start + (read === 0 && piece.length === PIECE ? PIECE : read) };
  } finally {
    closeSync(fd);
  }
}

/** Parses the complete lines of a piece, and counts their bytes. */
function eventsIn(piece: Buffer, most: number): { events: LoggedEvent[]; read: number } {
  const events: LoggedEvent[] = [];
  const end = piece.lastIndexOf(0x0a) + 1;
  let read = 0;
  while (read < end && events.length < most) {
    const next = piece.indexOf(0x0a, read) + 1;
    events.push(...parsed(piece.toString('utf8', read, next)));
    read = next;
  }
  return { events, read };
}

function parsed(line: string): LoggedEvent[] {
  try {
    const event: unknown = JSON.parse(line);
    return isEvent(event) ? [event] : [];
  } catch {
    return [];
  }
}

/** Functions that check a field's value, by type. `?` marks an optional field. */
const TYPES = {
  time: (value: unknown) => typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)),
  text: (value: unknown) => typeof value === 'string',
  'text?': (value: unknown) => value === undefined || typeof value === 'string',
  yes: (value: unknown) => typeof value === 'boolean',
  whole: (value: unknown) => isAmount(value) && Number.isInteger(value),
  'amount?': (value: unknown) => value === undefined || isAmount(value),
} as const;

/** Matches an instant with seconds or fractions of seconds. Views can parse it as a date. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

type Wanted = Readonly<Record<string, keyof typeof TYPES | Readonly<Record<string, 'whole'>>>>;

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MOST_AMOUNT;
}

/** Maximum of an amount in an event, so that sums stay exact. An event with a higher amount is invalid. */
const MOST_AMOUNT = 1e12;

/** The fields that are read from each event. They are checked, because the agent can write to the file. */
const FIELDS: Readonly<Record<LoggedEvent['type'], Wanted>> = {
  started: { session: 'text' },
  text: { text: 'text' },
  tool: { name: 'text', summary: 'text' },
  tool_end: { ok: 'yes', summary: 'text', exit: 'amount?' },
  reply: { comment: 'text', text: 'text' },
  subagent: { state: 'text', summary: 'text' },
  denied: { tool: 'text', why: 'text' },
  retrying: { attempt: 'whole', why: 'text' },
  limit: { kind: 'text', resetsAt: 'text?' },
  quota: { window: 'text', used: 'amount?', resetsAt: 'text?' },
  usage: { tokens: { input: 'whole', output: 'whole', cached: 'whole' }, turns: 'whole', costUsd: 'amount?' },
  turn_end: {},
  note: { text: 'text' },
  raw: { text: 'text' },
  state: { state: 'text', text: 'text?' },
  round: { n: 'whole', why: 'text' },
  step: { text: 'text' },
  check: { name: 'text', ok: 'yes', why: 'text', ms: 'whole' },
  snapshot: { commit: 'text', files: 'whole', outside: 'whole' },
};

function isEvent(value: unknown): value is LoggedEvent {
  const fields = isObject(value) ? ownProperty<Wanted>(FIELDS, String(value.type)) : undefined;
  return fields !== undefined && hasFields(value, { at: 'time', ...fields });
}

function hasFields(value: unknown, wanted: Wanted): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([name, type]) => {
    const field = (value as Record<string, unknown>)[name];
    return typeof type === 'object' ? hasFields(field, type) : TYPES[type](field);
  });
}
