import { uptime } from 'node:os';
import { join } from 'node:path';
import { onceEach } from '../../base/lazy.ts';
import type { LeaseContext } from '../../claims/index.ts';
import { onceAlive, processesOf } from '../../domain/session-processes.ts';
import { addressIn, onLoss, type Store, type Tx } from '../../store/index.ts';
import { bootId } from '../processes/process-facts.ts';
import { aliveIn, type OtherHost, otherHostIn } from '../processes/queue-machine.ts';
import { type Lease, observeLeases, type Silence } from './lease-observations.ts';

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

/** Name of the file with this machine's observations, in the folder of a queue that is on a server. */
const FILE = 'seen.json';

const observedIn = onceEach((dir: string) => {
  const observed = observeLeases(join(dir, FILE), { boot: bootId(), now: sinceBoot });
  const address = addressIn(dir);
  if (address !== undefined) onLoss(address, observed.lost);
  if (keeps.push(observed.keep) === 1) process.once('exit', () => keeps.forEach((each) => void each()));
  return observed;
});
const keeps: (() => void)[] = [];

/** Notes each outage of a queue's server from now on, also one in which the queue can't even be opened. */
export function noteOutages(dir: string): void {
  if (addressIn(dir) !== undefined) observedIn(dir);
}

/**
 * Returns the observations of this machine in a queue that is on a server; undefined for a queue on a disk. There, all
 * processes share one clock, and the times of the records count.
 */
function observationsIn({ dir, address }: Pick<Store, 'dir' | 'address'>) {
  return address === undefined ? undefined : observedIn(dir);
}

/** Returns `silentFor` of the claims' rules for a queue. */
export function claimSilence(store: Pick<Store, 'dir' | 'address'>) {
  return ofClaims(observationsIn(store)?.silence);
}

/**
 * Returns the time since a claim's renewal, for its holder, who decides by it whether to renew. Outages count, because
 * another machine may not have them.
 */
export function claimAge(store: Pick<Store, 'dir' | 'address'>) {
  return ofClaims(observationsIn(store)?.age);
}

function ofClaims(silence: Silence | undefined) {
  return silence && ((claim: Lease & { id: string }) => silence(claim.id, claim));
}

/** Forgets the observations of claims of a queue on a server as they end: a thousand agents make 16 claims a second. */
export function forgetEndedClaims({ dir, index }: Pick<Store, 'dir' | 'index'>): void {
  index({
    reset() {},
    apply(kind, id, _, after) {
      if (kind === 'claim' && after === undefined) observedIn(dir).forget(id);
    },
  });
}

/** Milliseconds in which this process trusts its own clock before it asks the system again, which takes long. */
const TRUST_MS = 100;
let asked = { at: Number.NEGATIVE_INFINITY, uptimeMs: 0 };

/** Returns the milliseconds since the boot, with those in which the machine slept. */
function sinceBoot(): number {
  const at = performance.now();
  if (at - asked.at >= TRUST_MS) asked = { at, uptimeMs: uptime() * 1_000 };
  return asked.uptimeMs + at - asked.at;
}
