/**
 * Where all random cases begin. 0 unless `BACKLOG_SEED` says otherwise, so that everybody's tests run the same cases; `npm run soak`
 * gives a fresh one, and a failure under it is repeated by setting it again.
 */
export const SEED = readNumber('BACKLOG_SEED', 0);

/** How many times as many cases as a test runs by itself: `BACKLOG_VOLUME=10` for a soak, `0.05` for mutants. */
const VOLUME = readNumber('BACKLOG_VOLUME', 1);

/** The number of cases, rounds or kills of a test: `few` in `npm test`, more in a soak, never none. */
export function runs(few: number): number {
  return Math.max(1, Math.round(few * VOLUME));
}

/** Is this a soak, with far more of everything? `BACKLOG_SOAK=1` plays all of one file. */
export const IS_SOAK = process.env.BACKLOG_SOAK !== undefined;

/** A limit on time, which holds where not too much else runs; a soak keeps the machine busy by itself and for hours. */
export function patience(ms: number): number {
  return IS_SOAK ? ms * 20 : ms;
}

/** How long a test waits for what must come, in milliseconds: far longer than that takes on a busy machine. */
export const DEADLINE_MS = patience(120_000);

function readNumber(name: string, otherwise: number): number {
  const value = Number(process.env[name] || otherwise);
  if (!(value >= 0)) throw new Error(`${name} is a number of at least 0, not "${process.env[name]}"`);
  return value;
}
