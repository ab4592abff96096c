/**
 * The seed of all random cases. The default is 0, so that everybody's tests run the same cases. `npm run soak` sets a
 * new `BACKLOG_SEED` each time; set the same one to repeat a failure.
 */
export const SEED = readNumber('BACKLOG_SEED', 0);

/** Factor for the number of cases: `BACKLOG_VOLUME=10` for a soak, `0.05` for mutation tests. */
const VOLUME = readNumber('BACKLOG_VOLUME', 1);

/**
 * Returns the number of cases, rounds or kills of a test: `few` in `npm test`, `whole` or more in a soak, at least 1.
 */
export function runs(few: number, whole = few): number {
  return Math.max(1, Math.round((IS_SOAK ? whole : few) * VOLUME));
}

/** True in a soak, which runs many more cases. `BACKLOG_SOAK=1` runs all cases of one file. */
export const IS_SOAK = process.env.BACKLOG_SOAK !== undefined;

/** The reason of tests that only the soak runs. It is no lack of the machine. */
export const FOR_SOAK = IS_SOAK ? undefined : 'for a soak';

/** Returns a time limit for a test: `ms`, or 20 times as much in a soak, which keeps the machine busy. */
export function patience(ms: number): number {
  return IS_SOAK ? ms * 20 : ms;
}

/** Maximum time to wait for an expected event, in milliseconds. It is far longer than necessary on a busy machine. */
export const DEADLINE_MS = patience(120_000);

function readNumber(name: string, otherwise: number): number {
  const value = Number(process.env[name] || otherwise);
  if (!(value >= 0)) throw new Error(`${name} is a number of at least 0, not "${process.env[name]}"`);
  return value;
}
