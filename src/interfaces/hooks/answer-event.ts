import { type EventRow, rowFor } from './events.ts';
import type { Host } from './host.ts';
import type { Output } from './output.ts';
import { type Payload, type PayloadFields, readPayload } from './payload.ts';

/**
 * Answers one hook call. Returns undefined for a call without output. The function never throws, because a failure of
 * Backlog must not stop the user. An error goes into the store's diagnostics, and the client continues as if there were
 * no hook.
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
 * Runs the handler only while the client still waits for the answer. By the time of a late answer, the agent works
 * without it. Claims that the handler made would then keep files from others. The late effect is therefore skipped or
 * reverted.
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
