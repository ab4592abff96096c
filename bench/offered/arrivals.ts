import { seeded } from '../../test/support/random.ts';
import type { Job } from './job.ts';

/**
 * Returns the times at which a writer is asked for commits, in milliseconds from the beginning. All writers together are
 * asked for exactly the offered number, at random times. Each one draws the same times for all, and takes its own.
 */
export function arrivals({
  writer,
  writers,
  offered,
  seconds,
}: Pick<Job, 'writer' | 'writers' | 'seconds'> & { offered: number }): number[] {
  const random = seeded(1, 1);
  const mine: number[] = [];
  for (let left = Math.round(offered * seconds); left > 0; left--) {
    const at = random.next() * seconds * 1000;
    if (random.int(writers) === writer) mine.push(at);
  }
  return mine.sort((a, b) => a - b);
}
