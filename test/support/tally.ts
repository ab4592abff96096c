import { appendFileSync } from 'node:fs';

/** The numbers that a soak sums over all its rounds, in the order of its table. */
export const COUNTED = [
  'kills',
  'acknowledged',
  'lost',
  'contended writes',
  'claims raced for',
  'double claims',
  'kills of runs',
  'schedules',
  'turns',
  'landings with faults',
  'pushes and requests that failed',
  'inputs',
] as const;
export type Figures = Partial<Record<(typeof COUNTED)[number], number>>;

/** Reports numbers of a test to `npm run soak`, before the test checks its results. Does nothing in `npm test`. */
export function tally(figures: Figures): void {
  const file = process.env.BACKLOG_TALLY;
  if (file) appendFileSync(file, `${JSON.stringify(figures)}\n`);
}
