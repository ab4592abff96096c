import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc, { type RunDetails } from 'fast-check';
import { afterAll, beforeEach, inject, vi } from 'vitest';
import { runs, SEED } from './seed.ts';
import { tally } from './tally.ts';

// All programs that tests start share one cache of compiled code, instead of one for each home folder.
process.env.NODE_COMPILE_CACHE = join(inject('shared'), 'compiled');

// Each file and each test has an empty home folder. Else a test would read and change the files of the person who runs it.
const ownHome = () => {
  process.env.HOME = mkdtempSync(join(inject('homes'), 'home-'));
};
ownHome();
beforeEach(ownHome);

// A module that still loads when its file ends would fail to load, and then also fail in all later files of this process.
afterAll(() => vi.dynamicImportSettled());

// Linux copies the memory tables of a process for each program that it starts: with 450 MB instead of 250 MB, a test of
// git needs twice the processor time. So garbage is collected before a file when there is much of it.
const kept = globalThis as { bytesKept?: number };
if (process.memoryUsage.rss() > Math.max(kept.bytesKept ?? 0, 200_000_000) + 80_000_000) {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  kept.bytesKept = process.memoryUsage.rss();
}

// Property tests set no seed themselves, and a number of runs only if these are slow or fast.
fc.configureGlobal({
  seed: SEED,
  numRuns: runs(25, 100),
  ...(process.env.BACKLOG_TALLY ? { reporter: countInputs } : {}),
});

/** Works like the default reporter, but also counts the inputs. */
function countInputs(run: RunDetails<unknown>): void {
  tally({ inputs: run.numRuns });
  if (run.failed) throw new Error(fc.defaultReportMessage(run), { cause: run.errorInstance });
}
