import { execute } from '../../../commands/execute.ts';
import { commandNamed, type Outputs } from '../../../commands/index.ts';
import { type ByColumn, byColumn, followed } from '../../../report/board/order.ts';
import type { Card } from '../../../report/cards.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Opened } from '../../../work/workspace/open.ts';

type Answer = Outputs['report_board'];

/** The cards that a filter selects. */
export interface BoardCards {
  filter: string;
  columns: ByColumn<Card>;
  totals: Answer['totals'];
  /** Whether the queue's log ends with damage, so that the cards are those of an earlier change. */
  damaged: boolean;
}

const ALL = 100_000;

/** Reads the cards of the board, and later only those that have changed. */
export function createBoardCards({
  workspace,
  caller,
  limit = ALL,
}: {
  workspace: Opened;
  caller: Caller;
  limit?: number;
}) {
  let filter = '';
  let cards: ReadonlyMap<string, Card> = new Map();
  /** The number of the commit up to which the cards are up to date. */
  let seen = 0;
  let damaged = false;
  let last: Promise<unknown> = Promise.resolve();
  /** Reads one after the other, so that no answer replaces a later one. */
  const inTurn = <T>(read: () => Promise<T>): Promise<T> => {
    const done = last.then(read);
    last = done.catch(() => undefined);
    return done;
  };
  const isDamaged = () => workspace.store.tail !== null;
  const ask = async (input: object): Promise<BoardCards> => {
    await workspace.ready();
    const at = workspace.store.state.seq;
    const { output } = await execute(workspace, caller, commandNamed('report_board'), { limit, ...input });
    const answer = output as Answer;
    cards = followed(cards, answer);
    seen = at;
    damaged = isDamaged();
    return { filter, columns: byColumn(cards), totals: answer.totals, damaged };
  };
  return {
    /** Reads all cards. Keeps the filter and the cards if the filter is refused. */
    load: (wanted?: string): Promise<BoardCards> =>
      inTurn(async () => {
        const shown = await ask({ filter: wanted ?? filter });
        filter = wanted ?? filter;
        return { ...shown, filter };
      }),
    /** Reads the cards that have changed. A board with a limit reads all of them. @returns undefined without changes */
    refresh: (): Promise<BoardCards | undefined> =>
      inTurn(async () => {
        await workspace.ready();
        if (workspace.store.state.seq === seen && isDamaged() === damaged) return undefined;
        return ask({ filter, ...(limit === ALL ? { since: seen } : {}) });
      }),
  };
}

export type BoardReader = ReturnType<typeof createBoardCards>;
