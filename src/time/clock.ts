import { startOf } from './calendar.ts';
import { toWall } from './zone.ts';

/** What "now" and "here" mean. Always a parameter: nothing in this folder reads the machine's clock or zone. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now: number;
  /** IANA name of the time zone: `Europe/Berlin`. */
  zone: string;
}

/** A clock with its wall time worked out once per reading. */
export interface Here extends Clock {
  /** Wall time of now, to the second. */
  wall: number;
  /** Wall time of the last midnight. */
  today: number;
}

/** Fractions of a second are cut off, so that every date read from text is a whole second like a stored instant. */
export function here(clock: Clock): Here {
  const now = Math.floor(clock.now / 1000) * 1000;
  const wall = toWall(now, clock.zone);
  return { now, zone: clock.zone, wall, today: startOf('day', wall) };
}
