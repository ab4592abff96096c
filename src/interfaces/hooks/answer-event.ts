import { type EventRow, rowFor } from './events.ts';
import type { Host } from './host.ts';
import type { Output } from './output.ts';
import { type Payload, type PayloadFields, readPayload } from './payload.ts';

/**
 * Answers one hook call, undefined for no output. It never throws: a failure of Backlog must not stop the user. The
 * error goes into the store's diagnostics, and the call continues as if there were no hook.
 */
export async function answer(event: string, all: PayloadFields | undefined, host: Host): Promise<Output | undefined> {
  let payload: Payload | undefined;
  try {
    const read = readPayload(all);
    if (typeof read === 'string') return await note(read, event, payload, host);
    payload = read;
    const row = rowFor(event, payload.tool, host.env.BACKLOG_RUN !== undefined);
    return row && (await inTime(row, payload, host));
  } catch (error) {
    return await note(told(error), event, payload, host);
  }
}

/** Writes an error of a hook call that nothing awaits into the diagnostics. */
export function noteUncaught(
  error: unknown,
  event: string,
  all: PayloadFields | undefined,
  host: Host,
): Promise<undefined> {
  const read = readPayload(all);
  return note(told(error), event, typeof read === 'string' ? undefined : read, host);
}

const told = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * Runs the handler only while the client still waits. A late answer would keep files for work that has started without
 * it, so its effect is skipped or reverted.
 */
async function inTime(row: EventRow, payload: Payload, host: Host): Promise<Output | undefined> {
  const late = () => (row.late && host.late?.()) === true;
  const handler = late() ? undefined : await row.load();
  const output = await handler?.(payload, host);
  if (late()) return (await row.late!())(payload, host);
  return host.server ? (await import('./light-handlers.ts')).withNews(row.event, output, payload, host) : output;
}

async function note(reason: string, event: string, payload: Payload | undefined, host: Host): Promise<undefined> {
  try {
    const { noteFailure } = await import('./light-handlers.ts');
    noteFailure(`hook ${event}${payload?.tool ? ` ${payload.tool}` : ''}: ${reason}`, payload, host);
  } catch {}
  return undefined;
}
