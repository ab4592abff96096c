import { expect, test } from 'vitest';
import { beginnings, runSchedule } from './schedule.ts';

/** Runs schedules `from` to `to - 1` and expects no fault in any; a failure names its seed, which repeats it. */
export function provesSchedules(from: number, to: number): void {
  test(`schedules ${from} to ${to - 1}: no commit lost, applied twice or skipped, no two at one number`, async () => {
    const starts = await beginnings();
    for (let seed = from; seed < to; seed++) {
      if (seed % 1_000 === 0) await new Promise(setImmediate);
      const wrong = await runSchedule(seed, starts[seed % starts.length]!);
      if (wrong.length > 0) expect.fail(`seed ${seed}: ${wrong.join('; ')}`);
    }
  }, 600_000);
}
