import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Store } from '../../store/index.ts';

/** A leap for what harms little when it is done too early: a queue that rested for a holiday is as it should be at once. */
export const HOLIDAY_MS = 31 * DAY_MS;

/** Commits at this many moments since a leap of the clock prove it as well as a whole day does. */
const ENOUGH = 100;
/** Commits that are looked at, at most. */
const LOOK_BACK = 1_000;

/**
 * Now, unless the log has leapt ahead by `leap` or more within the last day: then the time before the leap, and so on for the leaps before
 * it. In milliseconds, since the epoch the times. A clock that is wrong by a year must not do what everybody else has to live with, and
 * cannot be told from a queue that nobody used for a year; nor does one wrong clock prove another one. Commits that are ahead of this clock say
 * nothing about it. Readers need not wait: they judge by their own clocks.
 */
export async function provenTime(store: Store, now: number, leap: number = DAY_MS): Promise<number> {
  let proven = now;
  let later = now;
  let moments = 0;
  for await (const { at } of store.history({ reverse: true, limit: LOOK_BACK })) {
    const earlier = fromInstant(at);
    if (earlier > now) continue;
    if (later - earlier >= leap) {
      if (proven - later >= DAY_MS) return proven;
      proven = earlier;
      moments = 0;
    } else if (earlier < later) moments++;
    if (moments === ENOUGH) return proven;
    later = earlier;
  }
  return proven;
}
