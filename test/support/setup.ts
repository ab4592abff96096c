import { join } from 'node:path';
import fc, { type RunDetails } from 'fast-check';
import { inject } from 'vitest';
import { runs, SEED } from './seed.ts';
import { tally } from './tally.ts';

// The programs that tests start compile each of their files once for all of them, not once for each home.
process.env.NODE_COMPILE_CACHE = join(inject('shared'), 'compiled');

// Properties name no seed, and a number of runs only when they are costly or cheap.
fc.configureGlobal({
  seed: SEED,
  numRuns: runs(100),
  ...(process.env.BACKLOG_TALLY ? { reporter: countInputs } : {}),
});

/** As the reporter that it replaces, but counts. */
function countInputs(run: RunDetails<unknown>): void {
  tally({ inputs: run.numRuns });
  if (run.failed) throw new Error(fc.defaultReportMessage(run), { cause: run.errorInstance });
}
