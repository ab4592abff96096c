import { clip } from '../../base/clip.ts';
import { clippedSummary, handlerOf, type LineFields, parseFields } from './fields.ts';
import { EVENT_LIMITS, type OutputReader, type RunEvent } from './provider.ts';

/** What a reader keeps of a program that prints an event per line. */
interface State {
  /** Was any line of it known? */
  understood: boolean;
  complaints: { push(text: string): void };
}

/** How an event of a program is read, by its type. */
type Events<Kept extends State> = Readonly<Record<string, (state: Kept, event: LineFields) => RunEvent[]>>;

/** Reads a program that prints a JSON object per line, whose `type` says what it is. */
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
