import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import { type LeaseContext, newLease } from '../../claims/index.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { Kinds } from '../../domain/kinds/table.ts';
import { LEASE_MS } from '../../domain/lease-lengths.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { QUIET_TX, type Store, type Tx } from '../../store/index.ts';

const LEADERS = ownActor('lease');

/** Data for checking whether a leader's process exists and renews its lease. */
type Judging = Pick<LeaseContext, 'alive' | 'silentFor'>;

/** The leadership of this process, with functions to keep and end it. */
export interface Leadership {
  /**
   * Renews the lease if less than half of its time is left. Returns false if another process leads; then the caller
   * must stop its work.
   */
  keep(): Promise<boolean>;
  /** Ends the leadership, unless `unless` returns true in the same transaction, because there is more work. */
  resign(unless?: (tx: Tx) => boolean): Promise<boolean>;
}

/**
 * Makes this process the leader if there is none. A leader doesn't count if it is provably dead, or if its lease has
 * expired and its process can't be checked.
 */
export async function lead(
  store: Store,
  name: string,
  self: ProcessId,
  judging: Judging,
): Promise<Leadership | undefined> {
  let renewedAt = 0;
  const take = (tx: Tx): boolean => {
    const present = tx.get('lease', name);
    if (present && !sameProcess(present.holder, self) && lives(present, tx.atMs, judging)) return false;
    tx.put('lease', name, { name, holder: self, since: tx.at, ...newLease(tx.atMs, present) });
    renewedAt = performance.now();
    return true;
  };
  const own = (tx: Pick<Tx, 'get'>) => {
    const present = tx.get('lease', name);
    return present && sameProcess(present.holder, self) ? present : undefined;
  };
  const { value } = await store.write({ command: 'lease_take', actor: LEADERS }, take);
  if (!value) return undefined;
  return {
    async keep() {
      const written = await store.write({ command: QUIET_TX.leaders, actor: LEADERS }, (tx) => {
        const present = own(tx);
        if (!present) return false;
        // Both clocks must leave enough time: of the log, and of this process, by which other machines judge.
        const left = Math.min(fromInstant(present.expires) - tx.atMs, renewedAt + LEASE_MS - performance.now());
        return left > LEASE_MS / 2 || take(tx);
      });
      return written.value;
    },
    async resign(unless = () => false) {
      const written = await store.write({ command: 'lease_release', actor: LEADERS }, (tx) => {
        if (unless(tx)) return false;
        if (own(tx)) tx.remove('lease', name);
        return true;
      });
      return written.value;
    },
  };
}

/** Returns the process that leads; undefined if there is none. */
export function leaderOf(records: Pick<Tx, 'get'>, name: string, now: number, judging: Judging): ProcessId | undefined {
  const present = records.get('lease', name);
  return present && lives(present, now, judging) ? present.holder : undefined;
}

/** Whether a process leads: it does, it died and since when it had led, or none ever did or it resigned. */
export type Lead = { is: 'alive' } | { is: 'dead'; since: Instant; expires: Instant } | { is: 'none' };

export function leadIn(records: Pick<Tx, 'get'>, name: string, now: number, judging: Judging): Lead {
  const present = records.get('lease', name);
  if (!present) return { is: 'none' };
  const { since, expires } = present;
  return lives(present, now, judging) ? { is: 'alive' } : { is: 'dead', since, expires };
}

function lives({ name, holder, ...lease }: Kinds['lease'], now: number, { alive, silentFor }: Judging): boolean {
  const known = alive(holder);
  if (known !== undefined) return known;
  return silentFor
    ? silentFor({ id: `leader:${name}`, ...lease }) < 2 * LEASE_MS
    : fromInstant(lease.expires) + LEASE_MS > now;
}
