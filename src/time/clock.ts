import { startOf } from './calendar.ts';
import { toWall } from './zone.ts';

/**
 * The current time and zone. Code in this folder always gets a clock as a parameter, and does not read the machine's
 * clock or zone.
 */
export interface Clock {
  /** Current time, in milliseconds since the epoch. */
  now: number;
  /** IANA name of the time zone, for example `Europe/Berlin`. */
  zone: string;
}

/** A clock with its wall time, which is computed once for each text that is read. */
export interface Here extends Clock {
  /** Wall time of `now`, to the second. */
  wall: number;
  /** Wall time of the last midnight. */
  today: number;
}

/** Computes the wall time of a clock. It drops fractions of a second, because stored instants are whole seconds. */
export function here(clock: Clock): Here {
  const now = Math.floor(clock.now / 1000) * 1000;
  const wall = toWall(now, clock.zone);
  return { now, zone: clock.zone, wall, today: startOf('day', wall) };
}
