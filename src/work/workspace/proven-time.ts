import { fromInstant } from '../../domain/instant.ts';
import type { Store } from '../../store/index.ts';
import { DAY_MS } from '../../time/day.ts';

/** A leap for what harms little when it is done too early: a queue that rested for a holiday is as it should be at once. */
export const HOLIDAY_MS = 31 * DAY_MS;

/** Commits that are looked at for a leap. So many since one prove the clock as well as a day does. */
const LOOK_BACK = 100;

/**
 * Now, unless the log has leapt ahead by `leap` or more within the last day: then the time before the leap. In milliseconds, since
 * the epoch the times. A clock that is wrong by a year must not do what everybody else has to live with, and cannot be told from a queue that
 * nobody used for a year. Commits that are ahead of this clock say nothing about it. Readers need not wait: they judge by their own clocks.
 */
export async function provenTime(store: Store, now: number, leap: number = DAY_MS): Promise<number> {
  let later = now;
  for await (const { at } of store.history({ reverse: true, limit: LOOK_BACK })) {
    const earlier = fromInstant(at);
    if (earlier > now) continue;
    if (later - earlier >= leap) return now - later >= DAY_MS ? now : earlier;
    later = earlier;
  }
  return now;
}
