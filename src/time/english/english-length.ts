import type { Here } from '../clock.ts';
import { type Duration, negate, readDuration, sum } from '../duration.ts';
import { fromNow, isDateRefusal } from '../expression.ts';
import type { ResolvedDate } from '../outcome.ts';

const AHEAD = /^(?:in|within)\s+(.+)$|^(.+?)\s+(?:from now|hence|later)$/i;
const BEHIND = /^(.+?)\s+ago$/i;
const PART = /^(half an?|an?|a couple of|\d+(?:\.\d+)?|[a-z]+)\s+([a-z]{2,})$/i;

const COUNTS: Readonly<Record<string, number>> = {
  ...{ a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eleven: 11, twelve: 12, 'a couple of': 2, 'half a': 0.5, 'half an': 0.5 },
};

/**
 * Reads `in two weeks`, `an hour and 10 minutes from now` or `3 days ago`. The length counts from the current time, as
 * for `2wks` and `-3d`. chrono-node would use the daylight saving time of the machine's zone.
 * @returns undefined for other text
 */
export function readLength(text: string, here: Here): ResolvedDate | undefined {
  const ahead = AHEAD.exec(text);
  const behind = ahead ? null : BEHIND.exec(text);
  const duration = readParts(ahead?.[1] ?? ahead?.[2] ?? behind?.[1]);
  if (!duration) return undefined;
  const value = fromNow(behind ? negate(duration) : duration, here);
  if (isDateRefusal(value)) return value;
  return value.kind === 'date' ? { ok: true, at: value.at, exact: true, reading: value.reading } : undefined;
}

function readParts(text: string | undefined): Duration | undefined {
  let total: Duration | undefined;
  for (const part of text?.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i) ?? []) {
    const duration = readPart(part);
    if (!duration) return undefined;
    total = total ? sum(total, duration) : duration;
  }
  return total;
}

/** Reads one number with a unit of several letters: `m` is a month here, but a minute in other programs. */
function readPart(part: string): Duration | undefined {
  const match = PART.exec(part);
  if (!match) return undefined;
  const count = COUNTS[match[1]!.toLowerCase()] ?? Number(match[1]);
  return Number.isNaN(count) ? undefined : readDuration(`${count} ${match[2]!.toLowerCase()}`);
}
