import { type EventRow, rowFor } from './events.ts';
import type { Host, ServerSide } from './host.ts';
import type { FailedCall, PersonsText } from './note-failure.ts';
import type { Output } from './output.ts';
import { type Payload, type PayloadFields, readPayload } from './payload.ts';

/**
 * Answers one hook call. Never throws, because a failure of Backlog must not stop the user: writes an error to the
 * store's diagnostics, and the client continues as if there were no hook. Only an edit is checked even then, against the
 * last known claims. A session is told once that its queue can't be used.
 * @returns undefined for a call without output
 */
export async function answer(event: string, all: PayloadFields | undefined, host: Host): Promise<Output | undefined> {
  let payload: Payload | undefined;
  let row: EventRow | undefined;
  try {
    const read = readPayload(all);
    if (typeof read === 'string') return await note(read, { event, payload, host });
    payload = withType(read, host);
    row = rowFor(event, payload.tool, host.env.BACKLOG_RUN !== undefined);
    // The next calls of an outage don't wait for what the first one has waited for in vain.
    const outage = row && host.server?.outage?.();
    if (outage) throw outage;
    return row && (await inTime(row, payload, host));
  } catch (error) {
    const told = await note(error, { event, payload, host, isAnswered: host.late?.() === true });
    const checked = row && payload && (await lastKnown(row, payload, host));
    return told
      ? (await import('./light-handlers.ts')).withContext(event, { ...checked, ...told }, told.systemMessage)
      : checked;
  }
}

async function lastKnown({ guard }: EventRow, payload: Payload, host: Host): Promise<Output | undefined> {
  if (guard === undefined) return undefined;
  const { checkLastKnown, denyOutput } = await import('./light-handlers.ts');
  try {
    const denied = checkLastKnown(payload, host)?.denied;
    return denied === undefined ? undefined : denyOutput(denied);
  } catch {
    // The error that made this check necessary is told.
    return undefined;
  }
}

/** Adds the type of an agent. Hooks of a teammate report its name as its type. */
function withType(payload: Payload, { server }: Host): Payload {
  const type = payload.agent === undefined ? undefined : server?.memory.launched.get(payload.agent)?.type;
  return type === undefined ? payload : { ...payload, agentType: type };
}

/** Writes an error of a hook call that no code awaits to the diagnostics. The call may have its answer already. */
export function noteUncaught(
  error: unknown,
  event: string,
  all: PayloadFields | undefined,
  host: Host,
): Promise<Output | undefined> {
  const read = readPayload(all);
  return note(error, { event, payload: typeof read === 'string' ? undefined : read, host, isAnswered: true });
}

/**
 * Runs the handler only while the client still waits for the answer. After a late answer, the agent already works
 * without it, and new claims would only block others. So a late handler isn't run, or its effect is undone.
 */
async function inTime(row: EventRow, payload: Payload, host: Host): Promise<Output | undefined> {
  const late = () => (row.late && host.late?.()) === true;
  const handler = late() ? undefined : await row.load();
  const once = readingOnce(host);
  const output = await handler?.(payload, once);
  if (late()) return (await row.late!())(payload, host);
  return host.server ? (await import('./light-handlers.ts')).withNews(row.event, output, payload, once) : output;
}

/**
 * Lets one call read each queue once, because each look at a server waits. Its own changes are in the same store, and a
 * change that it makes is decided on the newest state.
 */
function readingOnce(host: Host): Host {
  const { server } = host;
  if (!server) return host;
  const read = new Map<string, ReturnType<ServerSide['opened']>>();
  const opened: ServerSide['opened'] = (where) => {
    const found = read.get(where.dir) ?? server.opened(where);
    read.set(where.dir, found);
    return found;
  };
  return { ...host, server: { ...server, opened } };
}

async function note(error: unknown, call: FailedCall): Promise<PersonsText | undefined> {
  try {
    const { noteFailure } = await import('./light-handlers.ts');
    return noteFailure(error, call);
  } catch {
    return undefined;
  }
}
