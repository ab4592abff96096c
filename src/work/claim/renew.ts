import { newLease, renewals } from '../../claims/index.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { QUIET_TX, type Store } from '../../store/index.ts';
import { claimsHeld } from './claims.ts';
import { claimSilence } from './lease-facts.ts';

const LEASES = ownActor('lease');

/**
 * Renews the leases of live holders that have less than half of their time left. Writes one commit, or none if no lease
 * needs it.
 * @returns the number of renewed claims
 */
export async function renewLeases(store: Store, lives: (holder: string) => boolean, now: number): Promise<number> {
  const silentFor = claimSilence(store);
  if (renewals(claimsHeld(store.state), lives, { now, silentFor }).length === 0) return 0;
  const { value } = await store.write({ command: QUIET_TX.claims, actor: LEASES }, (tx) => {
    const due = renewals(claimsHeld(tx), lives, { now: tx.atMs, silentFor });
    for (const claim of due) tx.put('claim', claim.id, { ...claim, ...newLease(tx.atMs, claim) });
    return due.length;
  });
  return value;
}
