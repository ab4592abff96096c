import { DAY_MS } from '../base/day.ts';

/**
 * Converts instants (ms since the epoch) to wall time and back. A wall time is the number of ms at which UTC shows the
 * same date and time, so calendar rules need no zone.
 */

/** Returns the wall time of an instant. @throws RangeError for an unknown zone (see {@link isZone}) */
export function toWall(ms: number, zone: string): number {
  return ms + offsetAt(ms, zone);
}

/**
 * Returns the instant of a wall time, as RFC 5545 and Temporal's "compatible" do. If two instants have this wall time
 * (clocks set back), returns the first. If no instant has it (clocks set forward), adds the gap: 02:30 becomes 03:30.
 */
export function fromWall(wall: number, zone: string): number {
  const before = offsetAt(wall - DAY_MS, zone);
  const after = offsetAt(wall + DAY_MS, zone);
  if (before === after) return wall - before;
  const early = wall - Math.max(before, after);
  const late = wall - Math.min(before, after);
  if (toWall(early, zone) === wall) return early;
  if (toWall(late, zone) === wall) return late;
  return wall - before;
}

/** Returns the second instant with the wall time of this one, if the clocks are set back in between. */
export function sameWallAgain(ms: number, zone: string): number | undefined {
  const wall = toWall(ms, zone);
  const later = wall - offsetAt(ms + DAY_MS, zone);
  return later > ms && toWall(later, zone) === wall ? later : undefined;
}

/** Checks whether the runtime supports this IANA zone. UTC always is; checking it would cost 13 ms. */
export function isZone(zone: string): boolean {
  if (zone === 'UTC') return true;
  try {
    knownZone(zone);
    return true;
  } catch {
    return false;
  }
}

interface Known {
  formatter: Intl.DateTimeFormat;
  /** Maps UTC day numbers to the zone's offset in ms, or to null if clocks change on that day. */
  days: Map<number, number | null>;
}

/** Greatest distance from the epoch, in ms, at which zones have offsets. It is near the limit of Date. */
const LIMIT = 8.64e15 - 3 * DAY_MS;
const MEMORY = 20_000;
const zones = new Map<string, Known>();

/** Returns the zone's offset. Intl is slow, so offsets are cached by UTC day, except where clocks change. */
function offsetAt(ms: number, zone: string): number {
  if (zone === 'UTC' || !(Math.abs(ms) < LIMIT)) return 0;
  const known = knownZone(zone);
  const day = Math.floor(ms / DAY_MS);
  let offset = known.days.get(day);
  if (offset === undefined) {
    const first = ask(known.formatter, day * DAY_MS);
    offset = first === ask(known.formatter, (day + 1) * DAY_MS) ? first : null;
    if (known.days.size >= MEMORY) known.days.clear();
    known.days.set(day, offset);
  }
  return offset ?? ask(known.formatter, ms);
}

function knownZone(zone: string): Known {
  let known = zones.get(zone);
  if (!known) {
    known = { formatter: formatterOf(zone), days: new Map() };
    zones.set(zone, known);
  }
  return known;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function ask(formatter: Intl.DateTimeFormat, ms: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(ms)) part[type] = Number(value);
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return wall - Math.floor(ms / 1000) * 1000;
}
