import { DAY_MS } from '../../base/day.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Maximum age of an event, in ms. An older one is dropped and counted, unless a person has it repeated. */
export const OLDEST_MS = 3 * DAY_MS;

/** Maximum number of changes with events that wait for a receiver. Events of older ones are dropped and counted. */
export const LONGEST_QUEUE = 10_000;

/** Number of attempts of an event whose content the receiver refuses. Then it is dropped and counted. */
export const REFUSED_ATTEMPTS = 5;

/** Maximum time of an attempt, from the connection to the answer's headers, in ms. */
export const PATIENCE_MS = 15_000;

/** Maximum size of an event, in bytes, as Standard Webhooks advises. */
export const EVENT_BYTES = 20_000;

/** Number of deliveries after which the state is stored, and the time after which it is, in ms. */
export const STORED_EVERY = { events: 32, ms: 1_000 };
