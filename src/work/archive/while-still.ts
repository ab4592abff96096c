import { refuse } from '../../domain/errors.ts';

/** Maximum number of attempts while other writers change the queue. */
const TRIES = 20;

/** Thrown if the data has changed since the attempt read it. The attempt wrote nothing. */
export class Stale extends Error {}

/**
 * Repeats an attempt while it throws {@link Stale}.
 * @param others the first words of the error: what other writers did
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
