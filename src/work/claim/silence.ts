import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { onceEach } from '../../base/lazy.ts';
import type { Store } from '../../store/index.ts';
import { bootId } from '../processes/process-facts.ts';

/** Name of the file with this machine's observations, in the folder of a queue that is on a server. */
const FILE = 'seen.json';
/** Maximum age of an observation, in milliseconds. Later, the machine observes the lease again. */
const KEPT_MS = 7 * 86_400_000;

/** A lease: of a claim, or of the process that leads. */
export interface Lease {
  expires: string;
  beat?: number | undefined;
}

/** The form of each lease that this machine saw last, and the time of the first sight in milliseconds since the boot. */
type Seen = Record<string, readonly [form: string, at: number]>;

/** Returns how long this machine has seen a lease without a renewal, in milliseconds. */
export type Silence = (id: string, lease: Lease) => number;

const silences = onceEach((dir: string) =>
  createSilence(join(dir, FILE), { boot: bootId(), now: () => uptime() * 1_000 }),
);

/**
 * Returns the observations of this machine in a queue that is on a server; undefined for a queue on a disk. There, all
 * processes share one clock, and the times of the records count.
 */
function silenceIn({ dir, address }: Pick<Store, 'dir' | 'address'>): Silence | undefined {
  return address === undefined ? undefined : silences(dir);
}

/** Returns `silentFor` of the claims' rules for a queue. */
export function claimSilence(store: Pick<Store, 'dir' | 'address'>) {
  const silence = silenceIn(store);
  return silence && ((claim: Lease & { id: string }) => silence(claim.id, claim));
}

/**
 * Observes leases. All processes of a machine share the file, since most of them end long before a lease does. A lost
 * observation only delays a take-over.
 * @param boot the id of this boot, because times since another boot mean nothing; without it, nothing is stored
 */
export function createSilence(file: string, { boot, now }: { boot: string | undefined; now: () => number }): Silence {
  let seen: Seen = {};
  return (id, { expires, beat = 0 }) => {
    const form = `${expires} ${beat}`;
    const at = now();
    const first = () => (seen[id]?.[0] === form && seen[id][1] <= at ? seen[id][1] : undefined);
    if (first() === undefined) seen = { ...seen, ...read(file, boot) };
    const found = first();
    if (found !== undefined) return at - found;
    seen = Object.fromEntries(Object.entries(seen).filter(([, [, then]]) => then <= at && at - then < KEPT_MS));
    seen[id] = [form, at];
    if (boot !== undefined) write(file, { boot, seen });
    return 0;
  };
}

function read(file: string, boot: string | undefined): Seen {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { boot?: string; seen?: Seen };
    return boot !== undefined && stored.boot === boot ? (stored.seen ?? {}) : {};
  } catch {
    return {};
  }
}

/** Writes without a sync, because a crash of the machine makes the content worthless anyway. */
function write(file: string, content: { boot: string; seen: Seen }): void {
  const temp = `${file}.tmp-${process.pid}`;
  try {
    writeFileSync(temp, JSON.stringify(content), { mode: 0o600 });
    renameSync(temp, file);
  } catch {}
}
