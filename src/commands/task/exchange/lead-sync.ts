import { LEASE_MS } from '../../../domain/lease-lengths.ts';
import { type Leadership, lead } from '../../../runs/upkeep/leadership.ts';
import { ownIdentity } from '../../../work/processes/processes.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** What calls of this process synchronise now. Another call for the same is refused. */
const underWay = new Set<string>();

/** The right to synchronise a file or a source, which no other call has meanwhile. */
export interface SyncLead {
  /** Renews the lease in time. Returns false if another machine leads by now; then the caller must stop. */
  keep(): Promise<boolean>;
  release(): Promise<unknown>;
}

/** Makes this call the only one that synchronises a file or a source: in this process, and among all processes. */
export async function leadSync(context: Context, name: string): Promise<SyncLead | undefined> {
  const key = `${context.store.dir} ${name}`;
  if (underWay.has(key)) return undefined;
  underWay.add(key);
  let leadership: Leadership | undefined;
  try {
    leadership = await lead(context.store, name, ownIdentity(), context);
  } finally {
    if (!leadership) underWay.delete(key);
  }
  if (!leadership) return undefined;
  const { keep, resign } = leadership;
  let keptAt = performance.now();
  return {
    async keep() {
      if (performance.now() - keptAt < LEASE_MS / 4) return true;
      keptAt = performance.now();
      return keep();
    },
    release() {
      underWay.delete(key);
      return resign();
    },
  };
}
