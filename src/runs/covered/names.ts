import type { Covered, TestOutcome } from './format.ts';

/** Maximum number of tests of one output whose names are read. */
const MOST = 20_000;

/** Counts tests by their names. A name that comes several times counts each time, and has its worst outcome. */
export function counting() {
  const names = new Map<string, TestOutcome>();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    add(name: string, outcome: TestOutcome): void {
      counts[outcome]++;
      if (names.get(name) !== 'failed' && (names.has(name) || names.size < MOST)) names.set(name, outcome);
    },
    covered: (): Covered => ({ ...counts, names }),
  };
}
