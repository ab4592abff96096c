import { clip } from '../../base/clip.ts';
import { clippedSummary, handlerOf, type LineFields, parseFields } from './printed-fields.ts';
import type { OutputReader } from './provider.ts';
import { EVENT_LIMITS, type RunEvent } from './run-event.ts';

/** State of the reader of a program that prints one JSON event per line. */
interface State {
  /** True if the reader knew the `type` of at least one line. */
  understood: boolean;
  complaints: { push(text: string): void };
}

/** Handlers of a program's events, by type. */
type Events<Kept extends State> = Readonly<Record<string, (state: Kept, event: LineFields) => RunEvent[]>>;

/** Creates a reader of JSON lines with a `type`. */
export function jsonLines<Kept extends State>(events: Events<Kept>, state: Kept): Pick<OutputReader, 'line' | 'error'> {
  return {
    line(text) {
      if (text.trim() === '') return [];
      const event = parseFields(text);
      if (!event) return [{ type: 'raw', text: clip(text, EVENT_LIMITS.raw) }];
      const read = handlerOf(events, event.type);
      if (!read) return [];
      state.understood = true;
      return read(state, event);
    },
    error(text) {
      state.complaints.push(text);
      return text.trim() === '' ? [] : [{ type: 'note', text: clippedSummary(text, EVENT_LIMITS.raw) }];
    },
  };
}
