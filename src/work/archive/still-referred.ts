import { refuse } from '../../domain/errors.ts';

/** Most attempts when others change the queue at the same time. */
const TRIES = 20;

/** What was read before the transaction is another by now: nothing was written. */
export class Stale extends Error {}

/**
 * Tries until what was read outside of a transaction still holds inside of it; an attempt throws {@link Stale} when it does not. `others`
 * says in the refusal what others kept doing.
 * @throws BacklogError `contention` when they never stop
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
