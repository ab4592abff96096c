import type { LeaseContext } from '../../claims/index.ts';
import { onceAlive, processesOf } from '../../domain/session-processes.ts';
import type { Store, Tx } from '../../store/index.ts';
import { aliveIn, type OtherHost, otherHostIn } from '../processes/queue-machine.ts';
import { claimSilence } from './silence.ts';

/** How this machine judges processes and leases of a queue. */
export type Judging = Pick<LeaseContext, 'alive' | 'silentFor'> & { otherHost: OtherHost };

export function judgingIn(queue: Pick<Store, 'dir' | 'address'>): Judging {
  return { alive: aliveIn(queue), silentFor: claimSilence(queue), otherHost: otherHostIn(queue) };
}

/**
 * Returns the facts that decide whether claims are valid now: the time, and the processes as the records of sessions and
 * this machine know them. Each process is looked at once, because a thousand claims name a few processes.
 * @param now in milliseconds since the epoch
 */
export function leaseFacts(
  records: Pick<Tx, 'get'>,
  { alive, silentFor }: Omit<Judging, 'otherHost'>,
  now: number,
): LeaseContext {
  return {
    now,
    alive: onceAlive(alive),
    silentFor,
    processesOf: (session) => processesOf(records.get('session', session)),
  };
}
