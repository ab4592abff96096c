import type { Appended, AppendedFile, Backend, NextCommit } from '../../backend.ts';
import type { Answered } from '../repeat.ts';
import { append, appendAfterOthers, isWithoutAppend, type PostgresQueue } from './append.ts';
import type { ServerConnection } from './ask.ts';
import { mayPass, serverFailed } from './failure.ts';
import { PIECE } from './schema.ts';

/** Maximum number of characters of a commit that is appended in one request. It must fit into one row in UTF-8. */
const LONGEST_LINE = PIECE / 4;

interface Server {
  queue: PostgresQueue;
  /** Returns the present connection. */
  connected: () => ServerConnection;
  /** Makes a call; a transaction is alone on its connection. */
  inTime: <T>(make: () => Promise<T>, isAlone?: boolean) => Promise<T>;
  answered: Answered;
}

/**
 * Returns the calls that append. They answer `unsure` for a commit that is too long, and for a database without the
 * function: an older version of Backlog has prepared it, or its owner has not let another version do so.
 */
export function appends({
  queue,
  connected,
  inTime,
  answered,
}: Server): Pick<Required<Backend>, 'append' | 'appendInTurn'> {
  let isLacking = false;
  let target = queue;
  /**
   * Calls the function that checks no author or the one that checks it, as the database does. Its owner can begin and end
   * that, so a call that fails tries the other function.
   */
  const calling = async (call: (queue: PostgresQueue) => Promise<Appended>): Promise<Appended> => {
    for (const checks of [target.checks ?? false, !target.checks])
      try {
        target = { ...queue, checks };
        return await call(target);
      } catch (error) {
        if (!isWithoutAppend(error)) throw error;
      }
    isLacking = true;
    return 'unsure';
  };
  const appendNext = async (next: NextCommit) =>
    isLacking || next.line.length > LONGEST_LINE
      ? 'unsure'
      : answered('write', next.path, () => calling((at) => append(connected(), at, next)));

  return {
    append: appendNext,

    async appendInTurn({ from, heldMs, take, make }) {
      if (isLacking) return 'unsure';
      let next: NextCommit | null = null;
      let isLate = false;
      const makeOnce = (missing: AppendedFile[]) => {
        if (!isLate) next = make(missing);
        return isLate || (next?.line.length ?? 0) > LONGEST_LINE ? null : next;
      };
      const takeInTime = (missing: AppendedFile[]) => {
        if (!isLate) take(missing);
      };
      try {
        return await inTime(
          () => calling((at) => appendAfterOthers(connected(), at, { from, heldMs, take: takeInTime, make: makeOnce })),
          true,
        );
      } catch (error) {
        if (!mayPass(error)) throw serverFailed('write', from, error);
        isLate = true;
        // The transaction may have ended with the commit, or may still do so.
        return next ? appendNext(next) : 'unsure';
      }
    },
  };
}
