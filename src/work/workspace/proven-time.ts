import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Store } from '../../store/index.ts';

/**
 * A clock may be ahead by this time without proof, for actions that do little harm if they happen too early. So a queue
 * is up to date at once after a holiday.
 */
export const HOLIDAY_MS = 31 * DAY_MS;

/** Number of different times of commits after a leap that prove the leap as well as a whole day does. */
const ENOUGH = 100;
/** Maximum number of commits to read. */
const LOOK_BACK = 1_000;

/**
 * Returns the current time in epoch ms, unless the log shows that a clock leapt ahead. If the time in the log leapt
 * ahead by `leap` ms or more within the last day, returns the time before the leap.
 * A clock that is wrong by a year must not delete anything for everybody. A wrong clock looks like a queue that nobody
 * used for a year, so commits during a day or {@link ENOUGH} commits must prove the new time. Ignores commits with
 * later times than this clock.
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
