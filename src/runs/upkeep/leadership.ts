import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import type { Actor } from '../../domain/actor.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { LEASE_MS } from '../../domain/lease-lengths.ts';
import { QUIET, type Store, type Tx } from '../../store/index.ts';

const LEADERS: Actor = { kind: 'system', name: 'lease' };

/** How a leader's life is judged. */
export interface Judging {
  alive(process: ProcessId): boolean | undefined;
}

/** A leadership that this process has. */
export interface Leadership {
  /** Renews it when less than half is left. False when somebody else leads by now: nothing may be done any more. */
  keep(): Promise<boolean>;
  /** Gives it up, unless `unless` finds something left to do in the same transaction. */
  resign(unless?: (tx: Tx) => boolean): Promise<boolean>;
}

/**
 * Makes this process the leader of something, if nobody is: a leader that is provably dead, or whose lease ran out and of whose process
 * nothing can be told, is none.
 */
export async function lead(
  store: Store,
  name: string,
  self: ProcessId,
  judging: Judging,
): Promise<Leadership | undefined> {
  const take = (tx: Tx): boolean => {
    const present = tx.get('lease', name);
    if (present && !sameProcess(present.holder, self) && lives(present, tx.atMs, judging)) return false;
    tx.put('lease', name, { name, holder: self, since: tx.at, expires: toInstant(tx.atMs + LEASE_MS) });
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
      const written = await store.write({ command: QUIET.leaders, actor: LEADERS }, (tx) => {
        const present = own(tx);
        if (!present) return false;
        return fromInstant(present.expires) - tx.atMs > LEASE_MS / 2 || take(tx);
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

/** The process that leads, if one does. */
export function leaderOf(records: Pick<Tx, 'get'>, name: string, now: number, judging: Judging): ProcessId | undefined {
  const present = records.get('lease', name);
  return present && lives(present, now, judging) ? present.holder : undefined;
}

function lives({ holder, expires }: { holder: ProcessId; expires: string }, now: number, { alive }: Judging): boolean {
  const known = alive(holder);
  return known ?? fromInstant(expires) + LEASE_MS > now;
}
