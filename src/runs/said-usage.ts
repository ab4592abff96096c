import { readEvents } from './events.ts';
import type { Usage } from './providers/provider.ts';

/** Bytes from the end of the events in which it is looked for. */
const TAIL = 262_144;

/** What the agent of the last round of a run has said so far of its use, by the events of the run; undefined when it said nothing. */
export function saidUsage(eventsFile: string): Usage | undefined {
  const { events } = readEvents(eventsFile, -TAIL);
  const since = events.slice(events.findLastIndex(({ type }) => type === 'round') + 1);
  return since.findLast((event) => event.type === 'usage');
}
