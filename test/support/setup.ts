import fc, { type RunDetails } from 'fast-check';
import { runs, SEED } from './seed.ts';
import { tally } from './tally.ts';

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
