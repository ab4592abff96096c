import { type Marks, marksOn, newestPid } from './table.ts';

/** Milliseconds that a chase goes on for, at most, and without a new process anywhere. */
const CHASE_MS = { most: 20, idle: 3 } as const;
/** Of the newest processes, so many are looked at. */
const NEWEST = 16;

/**
 * Catches up with what forks itself anew and ends, faster than all processes can be listed: looks at the newest ones alone, again and
 * again, and hands those that carry the marks to `caught`, which is to keep them from forking. @returns them
 * @param since only processes that are newer than this one
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
    // Numbers begin anew some time.
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
