import { type Marks, marksOn, newestPid } from './table.ts';

/** Time limits of a chase in milliseconds: `most` in total, and `idle` without a new process on the machine. */
const CHASE_MS = { most: 20, idle: 3 } as const;
/** Number of newest processes that each step checks. */
const NEWEST = 16;

/**
 * Finds processes that fork and exit too fast for a list of all processes, by checking only the newest process ids
 * again and again. It passes each process with the marks to `caught` at once, which should prevent it from forking.
 * @param since only processes newer than this one
 * @returns the processes with the marks
 */
export function chase(
  marks: Marks,
  stay: ReadonlySet<number>,
  since = newestPid() ?? 0,
  caught: (pid: number) => void = () => {},
): number[] {
  const found: number[] = [];
  let seen = since;
  const until = performance.now() + CHASE_MS.most;
  for (let idle = performance.now(), now = idle; now < until && now - idle < CHASE_MS.idle; now = performance.now()) {
    const newest = newestPid();
    if (newest === undefined) return found;
    if (newest === seen) continue;
    // Process ids start again after the highest one.
    const oldest = newest > seen ? Math.max(seen, newest - NEWEST) : newest - NEWEST;
    for (let pid = newest; pid > oldest && pid > 1; pid--) {
      if (stay.has(pid) || marksOn(pid, marks) !== 'all') continue;
      caught(pid);
      found.push(pid);
    }
    seen = newest;
    idle = now;
  }
  return found;
}
