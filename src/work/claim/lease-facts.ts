import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { DAY_MS } from '../../base/day.ts';
import { onceEach } from '../../base/lazy.ts';
import type { LeaseContext } from '../../claims/index.ts';
import { LEASE_MS } from '../../domain/lease-lengths.ts';
import { onceAlive, processesOf } from '../../domain/session-processes.ts';
import { addressIn, onLoss, type Store, type Tx } from '../../store/index.ts';
import { bootId } from '../processes/process-facts.ts';
import { aliveIn, type OtherHost, otherHostIn } from '../processes/queue-machine.ts';

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
/** Maximum age of an observation, in milliseconds. Later, the machine observes the lease again. */
const KEPT_MS = 7 * DAY_MS;
/** Maximum number of observations, those of the leases that were asked for last. */
const MOST = 20_000;
/** Minimum time between two reads, and between two writes, of the file by one process, in milliseconds. */
const SHARE_MS = 5_000;

/** A lease: of a claim, or of the process that leads. */
interface Lease {
  expires: string;
  beat?: number | undefined;
}

/** The form of a lease that this machine saw last, and the time of the first sight in milliseconds since the boot. */
type Sight = readonly [form: string, at: number];
type Seen = Readonly<Record<string, Sight>>;

/** Returns how long this machine has seen a lease without a renewal, in milliseconds. */
type Silence = (id: string, lease: Lease) => number;

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
function silenceIn({ dir, address }: Pick<Store, 'dir' | 'address'>): Silence | undefined {
  return address === undefined ? undefined : observedIn(dir).silence;
}

/** Returns `silentFor` of the claims' rules for a queue. */
export function claimSilence(store: Pick<Store, 'dir' | 'address'>) {
  const silence = silenceIn(store);
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

/**
 * Observes leases. All processes of a machine share the file, since most of them end long before a lease does. A process
 * reads and writes it at most every five seconds, because a thousand agents renew and make claims faster. `keep` writes
 * what is left before the process ends. `forget` drops a lease that has ended. A lost observation only delays a take-over.
 * After `lost`, all leases count from then: while the server doesn't answer, nobody can renew one.
 * @param boot the id of this boot, because times since another boot mean nothing; without it, nothing is stored
 */
export function observeLeases(
  file: string,
  { boot, now }: { boot: string | undefined; now: () => number },
): { silence: Silence; forget(id: string): void; lost(): void; keep(): void } {
  /** By the leases' ids, those that were asked for last at the end. */
  const seen = new Map<string, Sight>();
  /** Ids of leases that have ended since the last write. */
  const ended = new Set<string>();
  let stored: Stored = NOTHING;
  let lostAt = Number.NEGATIVE_INFINITY;
  let [readAt, wroteAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let hasNew = false;

  const firstSight = (id: string, form: string, at: number): number | undefined => {
    const timeOf = (sight: Sight | undefined) => (sight?.[0] === form && sight[1] <= at ? sight[1] : undefined);
    const [mine, others] = [timeOf(seen.get(id)), timeOf(stored.seen[id])];
    return mine === undefined || others === undefined ? (mine ?? others) : Math.min(mine, others);
  };
  const reread = (at: number) => {
    readAt = at;
    stored = read(file, boot);
    if (stored.lost <= at) lostAt = Math.max(lostAt, stored.lost);
  };
  const keep = () => {
    if (!hasNew || boot === undefined) return;
    hasNew = false;
    const at = now();
    reread(at);
    const mine = Array.from(seen, ([id, [form, then]]) => [id, [form, firstSight(id, form, at) ?? then]] as const);
    const all = [...Object.entries(stored.seen).filter(([id]) => !seen.has(id) && !ended.has(id)), ...mine];
    ended.clear();
    const kept = all.filter(([, [, then]]) => then <= at && at - then < KEPT_MS).slice(-MOST);
    for (const id of Array.from(seen.keys()).slice(0, -MOST)) seen.delete(id);
    write(file, { boot, seen: Object.fromEntries(kept), ...(Number.isFinite(lostAt) ? { lost: lostAt } : {}) });
    wroteAt = at;
  };
  const silence: Silence = (id, { expires, beat = 0 }) => {
    const form = `${expires} ${beat}`;
    const at = now();
    let first = firstSight(id, form, at);
    const isLong = at - Math.max(first ?? at, lostAt) >= LEASE_MS / 2;
    if ((first === undefined || isLong) && Math.abs(at - readAt) >= SHARE_MS) {
      reread(at);
      first = firstSight(id, form, at);
    }
    hasNew ||= first === undefined;
    first ??= at;
    seen.delete(id);
    seen.set(id, [form, first]);
    if (hasNew && Math.abs(at - wroteAt) >= SHARE_MS) keep();
    return at - Math.max(first, lostAt);
  };
  const lost = () => {
    lostAt = now();
    hasNew = true;
    if (lostAt - wroteAt >= SHARE_MS) keep();
  };
  const forget = (id: string) => {
    seen.delete(id);
    // A process that asks for no lease writes nothing.
    if (ended.size === MOST) ended.clear();
    ended.add(id);
  };
  return { silence, forget, lost, keep };
}

/** The content of the file: the leases, and when the server last left a call without an answer. */
interface Stored {
  seen: Seen;
  lost: number;
}

const NOTHING: Stored = { seen: {}, lost: Number.NEGATIVE_INFINITY };

function read(file: string, boot: string | undefined): Stored {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { boot?: string } & Partial<Stored>;
    if (boot === undefined || stored.boot !== boot) return NOTHING;
    return { seen: stored.seen ?? NOTHING.seen, lost: stored.lost ?? NOTHING.lost };
  } catch {
    return NOTHING;
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
