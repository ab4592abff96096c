import { refuse } from '../../domain/errors.ts';

/** Maximum number of attempts while other writers change the queue. */
const TRIES = 20;

/** Thrown when the transaction finds other data than the attempt read before it. The attempt wrote nothing. */
export class Stale extends Error {}

/**
 * Repeats an attempt while it throws {@link Stale}. `others` is the beginning of the refusal: what other writers did.
 * @throws BacklogError `contention` after the last attempt
 */
export async function whileStill<T>(others: string, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
    }
  }
  return refuse('contention', `${others}, ${TRIES} times`, { hint: 'Nothing was changed. Try again.' });
}
