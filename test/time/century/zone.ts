/** A time in which the clocks of a zone stand still against UTC: from an instant on, seconds. */
interface Span {
  from: number;
  to: number;
  /** Seconds ahead of UTC. */
  offset: number;
}

const DAY = 86_400;

/** What the clocks of a zone did, as Intl tells it, found by looking at every day and halving where two differ. In seconds since 1970. */
export function clocksOf(zone: string, from: number, to: number): Span[] {
  const offset = offsetsOf(zone);
  const spans: Span[] = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, offset: offset(from) }];
  for (let at = from; at < to; at += DAY) {
    // Two changes within one day do not happen in these zones.
    if (offset(at) === offset(at + DAY)) continue;
    let [low, high] = [at, at + DAY];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle) === offset(at)) low = middle;
      else high = middle;
    }
    spans.at(-1)!.to = high;
    spans.push({ from: high, to: Number.POSITIVE_INFINITY, offset: offset(at + DAY) });
  }
  return spans;
}

/**
 * The instant of a time on the clocks, by trying every span near it: of a time that comes twice the first one; a time that is left out is
 * read by the clocks as they were before the change.
 */
export function instantOf(spans: readonly Span[], wall: number): { at: number; kind: 'once' | 'twice' | 'never' } {
  // No clock is more than a day away from UTC.
  const first = lastFrom(spans, wall - 2 * DAY);
  const near = spans.slice(first, lastFrom(spans, wall + 2 * DAY) + 1);
  const found = near
    .map(({ from, to, offset }) => ({ at: wall - offset, from, to }))
    .filter(({ at, from, to }) => at >= from && at < to)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  if (found.length > 0) return { at: found[0]!, kind: found.length > 1 ? 'twice' : 'once' };
  const before = near.find(({ to, offset }) => wall - offset >= to && wall - offset < to + 2 * DAY)!;
  return { at: wall - before.offset, kind: 'never' };
}

/** The last span that has begun at a time, by halving. */
function lastFrom(spans: readonly Span[], time: number): number {
  let [low, high] = [0, spans.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (spans[middle]!.from <= time) low = middle;
    else high = middle;
  }
  return low;
}

function offsetsOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  const known = new Map<number, number>();
  const ask = (at: number) => {
    const name = format.formatToParts(at * 1000).find(({ type }) => type === 'timeZoneName')!.value;
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = /GMT([+-])?(\d\d)?:?(\d\d)?:?(\d\d)?/.exec(name)!;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
  };
  return (at) => {
    const offset = known.get(at) ?? ask(at);
    known.set(at, offset);
    return offset;
  };
}
