import { clip } from '../../../base/clip.ts';
import { isLive } from '../../../domain/runs/run-states.ts';
import { readEvents } from '../../../runs/view/events.ts';
import { eventsFile } from '../../../runs/view/run-view.ts';
import type { Store } from '../../../store/index.ts';
import { MOST_BYTES, message } from './message.ts';

/** Milliseconds between two reads of agents' events. The next constants limit a read and a text. */
const EVERY_MS = 200;
const MOST = 100;
const MOST_TEXT = 500;
/** Limits of an event: bytes, items of a list, and depth. `CUT` replaces deeper parts. */
const MOST_EVENT = MOST_BYTES - 256;
const MOST_ITEMS = 20;
const DEEPEST = 4;
const CUT = '…';
/** Number of bytes to search for the last complete line at the end of a file. */
const TAIL = 65_536;

export interface RunFollower {
  /** Reads the list of runs again. Must be called after a change of runs. */
  look(): void;
  stop(): void;
}

/** Sends new events of active runs. Reads nothing if no run is active. */
export function followRuns(store: Store, send: (text: string) => void): RunFollower {
  /** Number of bytes that were already sent, by run. */
  const sent = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  /**
   * Sends the next events of a run.
   * @returns true if the file may have more events; false for an unreadable file
   */
  const read = (run: string): boolean => {
    try {
      const { events, next } = readEvents(eventsFile({ store }, { id: run }), sent.get(run), { most: MOST });
      for (const event of events) send(message('run', { run, next, ...boundedEvent(event) }));
      sent.set(run, next);
      return events.length === MOST;
    } catch {
      sent.delete(run);
      return false;
    }
  };
  const readAll = () => {
    for (const run of sent.keys()) read(run);
  };
  const look = (first = false) => {
    const live = new Set(Array.from(store.state.all('run'), ([, run]) => run).flatMap(idIfLive));
    for (const run of live) if (!sent.has(run)) sent.set(run, first ? endOf(store, run) : 0);
    for (const run of [...sent.keys()].filter((known) => !live.has(known))) {
      while (read(run));
      sent.delete(run);
    }
    if (sent.size > 0) timer ??= setInterval(readAll, EVERY_MS);
    else {
      clearInterval(timer);
      timer = undefined;
    }
  };
  look(true);
  return { look, stop: () => clearInterval(timer) };
}

function idIfLive({ id, state }: { id: string; state: Parameters<typeof isLive>[0] }): string[] {
  return isLive(state) ? [id] : [];
}

/** Returns the present size of a run's event file. Earlier events aren't sent, because a listener can request them. */
function endOf(store: Store, run: string): number {
  return readEvents(eventsFile({ store }, { id: run }), -TAIL).next;
}

/** Shortens an event's texts and lists for a small message. Removes fields that are still too large. */
export function boundedEvent(event: object): object {
  const whole = cut(event) as Record<string, unknown>;
  for (const name of namesBySize(whole)) {
    if (Buffer.byteLength(JSON.stringify(whole)) <= MOST_EVENT) break;
    delete whole[name];
  }
  return whole;
}

function cut(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return clip(value, MOST_TEXT);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return CUT;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((one) => cut(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [clip(name, MOST_TEXT), cut(one, depth + 1)]));
}

/** Returns the names of the fields that can be removed, largest first. An event keeps `at` and `type`. */
function namesBySize(event: Readonly<Record<string, unknown>>): string[] {
  const size = (name: string) => JSON.stringify(event[name])?.length ?? 0;
  return Object.keys(event)
    .filter((name) => name !== 'at' && name !== 'type')
    .sort((a, b) => size(b) - size(a));
}
