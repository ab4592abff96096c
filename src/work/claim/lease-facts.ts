import type { LeaseContext } from '../../claims/index.ts';
import { processesOf } from '../../domain/session-processes.ts';
import type { Tx } from '../../store/index.ts';

/**
 * Returns the facts that decide whether claims are valid now: the time, and the processes as the records of sessions and
 * this machine know them.
 * @param now in milliseconds since the epoch
 */
export function leaseFacts(
  records: Pick<Tx, 'get'>,
  { alive, silentFor }: Pick<LeaseContext, 'alive' | 'silentFor'>,
  now: number,
): LeaseContext {
  return { now, alive, silentFor, processesOf: (session) => processesOf(records.get('session', session)) };
}
