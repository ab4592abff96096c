import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { DAY_MS } from '../../base/day.ts';
import { LEASE_MS } from '../../domain/lease-lengths.ts';

/** Maximum age of an observation, in milliseconds. Later, the machine observes the lease again. */
const KEPT_MS = 7 * DAY_MS;
/** Maximum number of observations, those of the leases that were asked for last. */
const MOST = 20_000;
/** Minimum time between two reads, and between two writes, of the file by one process, in milliseconds. */
const SHARE_MS = 5_000;

/** A lease: of a claim, or of the process that leads. */
export interface Lease {
  expires: string;
  beat?: number | undefined;
}

/** The form of a lease that this machine saw last, and the time of the first sight in milliseconds since the boot. */
type Sight = readonly [form: string, at: number];
type Seen = Readonly<Record<string, Sight>>;

/** A time without an answer of the server, in milliseconds since the boot. */
type Outage = readonly [from: number, to: number];

/** Returns how long this machine has seen a lease without a renewal, in milliseconds. */
export type Silence = (id: string, lease: Lease) => number;

/**
 * Observes leases. All processes of a machine share the file, since most of them end long before a lease does. A process
 * reads and writes it at most every five seconds, because a thousand agents renew and make claims faster. `keep` writes
 * what is left before the process ends. `forget` drops a lease that has ended. A lost observation only delays a take-over.
 * `silence` leaves out the outages that `lost` told, in which nobody can renew a lease, and `age` doesn't. An outage lasts
 * until a process asks for a lease again, which it has read then.
 * @param boot the id of this boot, because times since another boot mean nothing; without it, nothing is stored
 */
export function observeLeases(
  file: string,
  { boot, now }: { boot: string | undefined; now: () => number },
): { silence: Silence; age: Silence; forget(id: string): void; lost(ms: number): void; keep(): void } {
  /** By the leases' ids, those that were asked for last at the end. */
  const seen = new Map<string, Sight>();
  /** Ids of leases that have ended since the last write. */
  const ended = new Set<string>();
  let stored: Stored = NOTHING;
  let outages: readonly Outage[] = [];
  let askedAt = 0;
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
    askedAt = Math.max(askedAt, stored.asked <= at ? stored.asked : askedAt);
    outages = joined([...outages, ...stored.outages.filter(([, to]) => to <= at)]);
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
    outages = outages.filter(([, to]) => at - to < KEPT_MS);
    write(file, { boot, seen: Object.fromEntries(kept), ...(outages.length > 0 ? { outages, asked: askedAt } : {}) });
    wroteAt = at;
  };
  const observe = (id: string, { expires, beat = 0 }: Lease, isReduced: boolean) => {
    const form = `${expires} ${beat}`;
    const at = now();
    const since = (then: number) => at - then - (isReduced ? within(outages, then) : 0);
    // Other processes learn that the outage is over.
    hasNew ||= outages.length > 0 && askedAt <= outages.at(-1)![1];
    askedAt = at;
    let first = firstSight(id, form, at);
    const isLong = first !== undefined && since(first) >= LEASE_MS / 2;
    if ((first === undefined || isLong) && Math.abs(at - readAt) >= SHARE_MS) {
      reread(at);
      first = firstSight(id, form, at);
    }
    hasNew ||= first === undefined;
    first ??= at;
    seen.delete(id);
    seen.set(id, [form, first]);
    if (hasNew && Math.abs(at - wroteAt) >= SHARE_MS) keep();
    return since(first);
  };
  const silence: Silence = (id, lease) => observe(id, lease, true);
  const age: Silence = (id, lease) => observe(id, lease, false);
  const lost = (ms: number) => {
    const at = now();
    if (at - readAt >= SHARE_MS) reread(at);
    const last = outages.at(-1)?.[1];
    const from = last !== undefined && askedAt <= last ? Math.min(last, at - ms) : at - ms;
    outages = joined([...outages, [from, at]]);
    hasNew = true;
    if (at - wroteAt >= SHARE_MS) keep();
  };
  const forget = (id: string) => {
    seen.delete(id);
    // A process that asks for no lease writes nothing.
    if (ended.size === MOST) ended.clear();
    ended.add(id);
  };
  return { silence, age, forget, lost, keep };
}

/** Maximum number of outages. Of more, the oldest ones count as one, which only delays. */
const MOST_OUTAGES = 1_000;

/** Returns outages in their order, without overlaps. */
function joined(outages: readonly Outage[]): Outage[] {
  const made: Outage[] = [];
  for (const [from, to] of outages.toSorted(([one], [other]) => one - other)) {
    const last = made.at(-1);
    if (last && from <= last[1]) made[made.length - 1] = [last[0], Math.max(last[1], to)];
    else made.push([from, to]);
  }
  const [oldest] = made;
  return made.length <= MOST_OUTAGES
    ? made
    : [[oldest![0], made.at(-MOST_OUTAGES)![1]], ...made.slice(1 - MOST_OUTAGES)];
}

/** Returns the milliseconds of outages after a time. */
function within(outages: readonly Outage[], then: number): number {
  let ms = 0;
  for (let n = outages.length - 1; n >= 0 && outages[n]![1] > then; n--)
    ms += outages[n]![1] - Math.max(then, outages[n]![0]);
  return ms;
}

/** The content of the file: the leases, the outages, and when a process last asked for a lease. */
interface Stored {
  seen: Seen;
  outages: readonly Outage[];
  asked: number;
}

const NOTHING: Stored = { seen: {}, outages: [], asked: 0 };

function read(file: string, boot: string | undefined): Stored {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { boot?: string } & Partial<Stored>;
    if (boot === undefined || stored.boot !== boot) return NOTHING;
    const { seen, outages, asked } = { ...NOTHING, ...stored };
    return { seen: seen ?? NOTHING.seen, outages: Array.isArray(outages) ? outages.filter(isOutage) : [], asked };
  } catch {
    return NOTHING;
  }
}

const isOutage = (one: unknown): one is Outage =>
  Array.isArray(one) && one.length === 2 && one.every(Number.isFinite) && one[0] <= one[1];

/** Writes without a sync, because a crash of the machine makes the content worthless anyway. */
function write(file: string, content: { boot: string } & Pick<Stored, 'seen'> & Partial<Stored>): void {
  const temp = `${file}.tmp-${process.pid}`;
  try {
    writeFileSync(temp, JSON.stringify(content), { mode: 0o600 });
    renameSync(temp, file);
  } catch {}
}
