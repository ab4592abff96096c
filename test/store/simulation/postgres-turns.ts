import type { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import type { Around } from './world.ts';

export type Sql = ReturnType<typeof connectPostgres>;

/** Steps for which an actor waits before the server ends the transaction of the one whose turn it is: it may be killed. */
const PATIENCE = 40;

/**
 * The transactions in which the writers of one queue wait for their turns and have them. Each has a connection of its own.
 * At most one has its turn: a second one would wait at the server, where the scheduler doesn't see it.
 */
export interface Turns {
  /** Returns the connection for the actor's transaction, which waits for its turn. */
  open(actor: object): Sql;
  /** Waits until the turns of others have ended. Then the actor has its turn. */
  begin(actor: object, around: Pick<Around, 'step' | 'during'>): Promise<void>;
  /** Returns the connection of the actor's transaction. Undefined if the server has ended it. */
  of(actor: object): Sql | undefined;
  /** Ends the actor's transaction as the server does: without a commit, nothing remains of it. */
  end(actor: object): Promise<void>;
  endAll(): Promise<void>;
}

export function createTurns(connect: () => Sql): Turns {
  const waiting = new Map<object, Sql>();
  let present: { actor: object; waits: number } | undefined;
  const end: Turns['end'] = async (actor) => {
    const sql = waiting.get(actor);
    waiting.delete(actor);
    if (present?.actor === actor) present = undefined;
    await sql?.unsafe('rollback');
    await sql?.end();
  };
  return {
    end,
    of: (actor) => waiting.get(actor),
    open(actor) {
      const sql = waiting.get(actor) ?? connect();
      waiting.set(actor, sql);
      return sql;
    },
    async begin(actor, { step, during }) {
      while (present) {
        if (++present.waits > PATIENCE) await during(end(present.actor));
        else await step('turn');
      }
      if (waiting.has(actor)) present = { actor, waits: 0 };
    },
    async endAll() {
      for (const actor of [...waiting.keys()]) await end(actor);
    },
  };
}
