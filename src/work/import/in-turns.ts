import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProgressReport } from '../../base/progress.ts';

/** Rows per turn of the event loop. Between turns the process answers other calls. */
const ROWS_PER_TURN = 50;

/** Yields the rows with their positions, and lets other work run now and then. */
export async function* inTurns<Row>(
  rows: readonly Row[],
  { progress, what }: { progress?: ProgressReport | undefined; what: string },
): AsyncGenerator<[index: number, row: Row]> {
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_PER_TURN === 0) {
      progress?.(index, rows.length, what);
      await nextTurn();
    }
    yield [index, row];
  }
}
