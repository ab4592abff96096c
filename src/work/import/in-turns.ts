import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProgressReport } from '../../base/progress.ts';

/** So many rows are worked on in one turn of the event loop; others are answered in between. */
const ROWS_PER_TURN = 50;

/** The rows with their positions, giving way to others now and then. */
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
