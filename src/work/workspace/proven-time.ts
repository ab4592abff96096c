import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Store } from '../../store/index.ts';

/**
 * A smaller leap of the clock needs no proof for actions that do little harm when too early. So a queue is up to date
 * after a holiday.
 */
export const HOLIDAY_MS = 31 * DAY_MS;

/** Number of moments with commits after a leap that prove the leap as well as a whole day does. */
const ENOUGH = 100;
/** Maximum number of commits to read. */
const LOOK_BACK = 1_000;

/**
 * Returns the current time if the log confirms it; epoch ms. If the log leapt ahead by `leap` ms or more within the
 * last day, returns the time before that leap, and so on for earlier leaps.
 * A clock that is wrong by a year must not delete anything for everybody. It can't be told from a queue that nobody
 * used for a year, and one wrong clock doesn't prove another. Commits with later times than this clock are ignored.
 * Readers don't wait for the proof: they use their own clocks.
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
