import { notedQueue } from '../../../store/index.ts';
import { findFrom, type Host, sessionFolder } from '../host.ts';
import type { Output } from '../output.ts';
import type { Payload } from '../payload.ts';

/** Returns the message about the queue that a repository without one had before; undefined if it had none. */
export async function formerOutput(payload: Payload, host: Host): Promise<Output | undefined> {
  const folder = sessionFolder(payload, host);
  const where = folder === undefined ? undefined : findFrom(host)(folder);
  // Most repositories never had a queue. The rest loads modules, which would slow down each of their sessions.
  if (!where || notedQueue(where) === undefined) return undefined;
  const { formerLine, formerQueue } = await import('../whole-handlers.ts');
  const former = await formerQueue(where);
  return former && { systemMessage: `Backlog: ${formerLine(former)}` };
}
