import { present } from '../../../base/present.ts';
import { formatActor } from '../../../domain/actor.ts';
import { withoutHidden } from '../../../domain/kinds/table.ts';
import type { Commit } from '../../../store/index.ts';
import { jsonText } from '../../../text/safe.ts';
import type { EventCounts } from './counts.ts';

/** Maximum size of a message in bytes. A client requests omitted data separately. */
export const MOST_BYTES = 2_048;

/** Formats one message of an event stream (HTML Standard, 9.2). JSON has no line breaks, so the data is one line. */
export function message(event: string, data: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${jsonText(data)}\n\n`;
}

/** Formats the numbers of the sidebar as a message. It has no id, because it is about no commit. */
export const countsMessage = (counts: EventCounts): string => message('counts', counts);

/** A comment line that keeps a connection without events open. */
export const BEAT = ':\n\n';

/**
 * Formats a commit as a message. If it is too large, the message has only the names of the changed records. If even
 * these are too long, the message has the first names, and `left` is the number of the others.
 */
export function commitMessage(commit: Commit): string {
  const { seq, at, actor, command, changes, undoes } = withoutHidden(commit);
  const head = { seq, at, actor: formatActor(actor), command, ...present({ undoes }) };
  const whole = message('commit', { ...head, changes }, seq);
  if (Buffer.byteLength(whole) <= MOST_BYTES) return whole;
  const named = changes.map(({ kind, id }) => ({ kind, id }));
  for (let kept = named.length; ; kept = Math.floor(kept / 2)) {
    const left = named.length - kept;
    const data = { ...head, changes: named.slice(0, kept), partial: true, ...(left > 0 ? { left } : {}) };
    const text = message('commit', data, seq);
    if (kept === 0 || Buffer.byteLength(text) <= MOST_BYTES) return text;
  }
}
