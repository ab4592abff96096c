import type { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import type { Around } from './world.ts';

export type Sql = ReturnType<typeof connectPostgres>;

/** Steps for which an actor waits before the server ends the transaction of the one whose turn it is: it may be killed. */
const PATIENCE = 40;

/**
 * The turns of the writers of one queue. Each is a transaction on a connection of its own, and at most one is open: a
 * second one would wait at the server, where the scheduler doesn't see it.
 */
export interface Turns {
  /** Waits until the turns of others have ended, and begins the actor's one. */
  begin(actor: object, around: Pick<Around, 'step' | 'during'>): Promise<void>;
  /** Returns the connection of the actor's turn. Undefined if the server has ended it. */
  of(actor: object): Sql | undefined;
  /** Ends the turn, of this actor or of anybody, as the server does: without a commit, nothing remains of it. */
  end(actor?: object): Promise<void>;
}

export function createTurns(open: () => Sql): Turns {
  let present: { actor: object; sql: Sql; waits: number } | undefined;
  const end: Turns['end'] = async (actor = present?.actor) => {
    if (!present || present.actor !== actor) return;
    const { sql } = present;
    present = undefined;
    await sql.unsafe('rollback');
    await sql.end();
  };
  return {
    end,
    of: (actor) => (present?.actor === actor ? present?.sql : undefined),
    async begin(actor, { step, during }) {
      while (present) {
        if (++present.waits > PATIENCE) await during(end());
        else await step('turn');
      }
      present = { actor, sql: open(), waits: 0 };
    },
  };
}
