/**
 * Receives the progress of long work, many times: the steps done, the number of all steps, and a name for the present
 * step, such as `storing tasks`.
 */
export type ProgressReport = (done: number, total: number, what: string) => void;

/** Number of rows to process before other calls get a turn. */
const ROWS_PER_TURN = 50;

/** Yields the rows with their positions, and reports the progress. Pauses regularly, so that the process can answer other calls. */
export async function* inTurns<Row>(
  rows: readonly Row[],
  { progress, what }: { progress?: ProgressReport | undefined; what: string },
): AsyncGenerator<[index: number, row: Row]> {
  for (const [index, row] of rows.entries()) {
    if (index % ROWS_PER_TURN === 0) {
      progress?.(index, rows.length, what);
      await new Promise((resolve) => setImmediate(resolve));
    }
    yield [index, row];
  }
}
