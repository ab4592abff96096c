import { startOf } from './calendar.ts';
import { toWall } from './zone.ts';

/** The current time and zone. It is always a parameter: no code in this folder reads the machine's clock or zone. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now: number;
  /** IANA name of the time zone, for example `Europe/Berlin`. */
  zone: string;
}

/** A clock with its wall time, computed once per text that is read. */
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
