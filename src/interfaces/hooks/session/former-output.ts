import { findFrom, type Host, sessionFolder } from '../host.ts';
import type { Output } from '../output.ts';
import type { Payload } from '../payload.ts';

/** Returns the message about the queue that a repository without one had before; undefined if it had none. */
export async function formerOutput(payload: Payload, host: Host): Promise<Output | undefined> {
  const folder = sessionFolder(payload, host);
  const where = folder === undefined ? undefined : findFrom(host)(folder);
  // Most machines have a queue, so most sessions without one end here only outside of a repository.
  if (where?.common === undefined || (where.beside?.().all ?? []).length === 0) return undefined;
  const { formerLine, formerQueue } = await import('../whole-handlers.ts');
  const former = await formerQueue(where);
  return former && { systemMessage: `Backlog: ${formerLine(former)}` };
}
