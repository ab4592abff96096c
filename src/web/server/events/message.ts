import { present } from '../../../base/present.ts';
import { formatActor } from '../../../domain/actor.ts';
import type { Commit } from '../../../store/index.ts';
import { jsonText } from '../../../text/safe.ts';

/** What one message takes at most, in bytes: a reader that wants more asks for it. */
export const MOST_BYTES = 2_048;

/** One message of an event stream (HTML Standard, 9.2). Its data is JSON, so it is one line. */
export function message(event: string, data: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${jsonText(data)}\n\n`;
}

/** A comment: keeps the connection from being taken for a dead one. */
export const BEAT = ':\n\n';

/**
 * A commit, with what it changed as far as that fits: else only which records, and of a great many the first, with `left` for how many more
 * there are.
 */
export function commitMessage({ seq, at, actor, command, changes, undoes }: Commit): string {
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
